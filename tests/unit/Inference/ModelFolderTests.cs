using Andamento.Inference;

namespace Andamento.Tests.Unit.Inference;

public sealed class ModelFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("model-folder-").FullName;

    [Fact]
    public async Task A_whole_model_is_verified_with_a_word_for_each_file()
    {
        await WriteAsync(ToyModel.Digits().ToBytes());
        var said = new Sayings();

        var manifest = await ModelFiles.VerifyAsync(_folder, said, CancellationToken.None);

        Assert.Equal(("main.default.toy", "1", null), (manifest.Name, manifest.Version, manifest.Task));
        Assert.Equal([$"Checking model.onnx ({manifest.Files[0].Bytes} bytes)"], said);
    }

    [Fact]
    public async Task A_changed_file_is_named()
    {
        var file = ToyModel.Digits().ToBytes();
        await WriteAsync(file);
        file[^1] ^= 1;
        await File.WriteAllBytesAsync(Path.Combine(_folder, "model.onnx"), file);

        Assert.StartsWith("The model's file model.onnx has the SHA-256 ", await RefusalAsync(VerifyAsync), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_or_short_file_is_named()
    {
        await WriteAsync(ToyModel.Digits().ToBytes());
        await File.WriteAllTextAsync(Path.Combine(_folder, "model.onnx"), "short");
        Assert.StartsWith("The model's file model.onnx has 5 bytes, not ", await RefusalAsync(VerifyAsync), StringComparison.Ordinal);

        File.Delete(Path.Combine(_folder, "model.onnx"));
        Assert.Equal("The model's file model.onnx is missing.", await RefusalAsync(VerifyAsync));
    }

    [Fact]
    public async Task A_folder_without_a_manifest_is_no_model() =>
        Assert.StartsWith($"The model.json in '{_folder}' cannot be used: ", await RefusalAsync(LoadAsync), StringComparison.Ordinal);

    [Theory]
    [InlineData("\"schema_version\":1", "\"schema_version\":2", "its schema_version is 2; this server reads 1")]
    [InlineData("model.onnx", "../model.onnx", "the file '../model.onnx' is not inside the model's folder")]
    [InlineData("\"onnx\"", "\"pickle\"", "main.default.toy has the format 'pickle'; this server runs onnx.")]
    [InlineData("\"custom\"", "\"oracle\"", "is of the kind 'oracle'; this server runs sentence-embeddings, custom and language-model.")]
    [InlineData("\"sha256\"", "\"md5\"", "sha256")]
    public async Task A_manifest_that_this_server_cannot_follow_says_why(string from, string to, string message)
    {
        await WriteAsync(ToyModel.Digits().ToBytes());
        var path = Path.Combine(_folder, "model.json");
        await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(path)).Replace(from, to, StringComparison.Ordinal));

        Assert.Contains(message, await RefusalAsync(LoadAsync), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_model_is_refused()
    {
        await WriteAsync([1, 2, 3]);

        Assert.StartsWith("model.onnx cannot be loaded: ", await RefusalAsync(LoadAsync), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cuda_is_refused_where_there_is_none()
    {
        await WriteAsync(ToyModel.Digits().ToBytes());
        if (Microsoft.ML.OnnxRuntime.OrtEnv.Instance().GetAvailableProviders().Contains("CUDAExecutionProvider")) return;

        Assert.StartsWith(
            "This build of ONNX Runtime has no CUDA.",
            await RefusalAsync(() => LoadAsync(new ModelLoadOptions { Cuda = true })),
            StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task WriteAsync(byte[] file)
    {
        await File.WriteAllBytesAsync(Path.Combine(_folder, "model.onnx"), file);
        await File.WriteAllTextAsync(Path.Combine(_folder, "model.json"), ToyModel.Manifest(file));
    }

    private Task VerifyAsync() => ModelFiles.VerifyAsync(_folder, new Sayings(), CancellationToken.None);

    private Task LoadAsync() => LoadAsync(new ModelLoadOptions());

    private async Task LoadAsync(ModelLoadOptions options)
    {
        await using var model = await new OnnxModelLoader().LoadAsync(_folder, options, new Sayings(), CancellationToken.None);
    }

    private static async Task<string> RefusalAsync(Func<Task> act)
    {
        var refused = await Assert.ThrowsAsync<ModelException>(act);
        Assert.Equal(ModelFailure.BadModel, refused.Failure);
        return refused.Message;
    }

    private sealed class Sayings : List<string>, IProgress<string>
    {
        public void Report(string value) => Add(value);
    }
}
