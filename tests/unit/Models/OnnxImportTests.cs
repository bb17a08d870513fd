using Andamento.Inference;
using Andamento.Tests.Unit.Inference;
using Andamento.Tests.Unit.Storage;

namespace Andamento.Tests.Unit.Models;

/// <summary>Graphs that are looked through before they are served.</summary>
public sealed class OnnxImportTests : IDisposable
{
    private readonly ImportedFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("com.example", "Twice", "model.onnx uses operators that ONNX Runtime does not bring: com.example.Twice. Export the model without custom operators.")]
    [InlineData("com.microsoft", "Gelu", null)]
    public async Task Operators_of_others_are_found_before_the_model_is_served(string domain, string name, string? refusal)
    {
        _folder.Write("model.onnx", new OnnxFile().Input("x", OnnxFile.Float, "N", 2).Output("y", OnnxFile.Float, "N", 2)
            .Node(name, ["x"], ["y"], domain).ToBytes());

        if (refusal is null) await _folder.PublishAsync();
        else Assert.Equal(refusal, await _folder.RefusalAsync());
    }

    [Fact]
    public async Task A_newer_opset_than_the_runtimes_is_refused_by_its_number()
    {
        _folder.Write("model.onnx", ToyModel.Digits().ToBytes(opset: ServableCheck.NewestOpset + 1));

        Assert.Equal(
            $"model.onnx uses ONNX opset {ServableCheck.NewestOpset + 1}; this server runs up to {ServableCheck.NewestOpset}. Export it for an earlier one.",
            await _folder.RefusalAsync());
    }

    [Fact]
    public async Task The_newest_opset_is_the_runtimes_own()
    {
        var newest = 17;
        for (; newest < 100; newest++)
        {
            if (await Record.ExceptionAsync(async () => await (await LoadAsync(newest + 1)).DisposeAsync()) is ModelException) break;
        }

        Assert.Equal(ServableCheck.NewestOpset, newest);
    }

    [Theory]
    [InlineData("weights.bin", true)]
    [InlineData("gone.bin", false)]
    [InlineData("../weights.bin", false)]
    public async Task Weights_beside_the_model_must_be_there(string location, bool there)
    {
        _folder.Write("net/model.onnx", new OnnxFile().Input("x", OnnxFile.Float, "N", 2).Output("y", OnnxFile.Float, "N", 2)
            .ExternalWeights("w", location, 2).Node("Add", ["x", "w"], ["y"]).ToBytes());
        _folder.Write("net/weights.bin", new byte[8]);
        _folder.Write("weights.bin", new byte[8]);

        if (there) await _folder.PublishAsync();
        else Assert.Equal($"net/model.onnx has weights in '{location}', which is not there; put the file beside it.", await _folder.RefusalAsync());
    }

    [Theory]
    [InlineData("weights.bin", true)]
    [InlineData("../../secret.bin", false)]
    [InlineData("/etc/passwd", false)]
    public async Task Constants_that_lie_elsewhere_are_looked_for_like_weights(string location, bool there)
    {
        _folder.Write("model.onnx", new OnnxFile().Input("x", OnnxFile.Float, "N", 2).Output("y", OnnxFile.Float, "N", 2)
            .ExternalConstant("w", location, 2).Node("Add", ["x", "w"], ["y"]).ToBytes());
        _folder.Write("weights.bin", new byte[8]);

        if (there) await _folder.PublishAsync();
        else Assert.Equal($"model.onnx has weights in '{location}', which is not there; put the file beside it.", await _folder.RefusalAsync());
    }

    private static async Task<ILoadedModel> LoadAsync(int opset)
    {
        using var folder = new TemporaryFolder();
        var bytes = ToyModel.Digits().ToBytes(opset);
        await File.WriteAllBytesAsync(Path.Combine(folder.Path, "model.onnx"), bytes);
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "model.json"), ToyModel.Manifest(bytes));
        return await new OnnxModelLoader().LoadAsync(folder.Path, new() { Threads = 1 }, new Progress<string>(), CancellationToken.None);
    }
}
