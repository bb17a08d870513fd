using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Andamento.Inference;

namespace Andamento.Tests.Unit.Inference;

/// <summary>A toy model in a folder of its own, loaded.</summary>
internal sealed class ToyModel(string folder, ILoadedModel model) : IAsyncDisposable
{
    /// <summary><c>y[N,1] = x[N,3] · (1, 10, 100)</c></summary>
    public static OnnxFile Digits(string batch = "batch") => new OnnxFile()
        .Input("x", OnnxFile.Float, batch, 3).Output("y", OnnxFile.Float, batch, 1)
        .Weights("w", [1f, 10f, 100f], 3, 1)
        .Node("MatMul", ["x", "w"], ["y"]);

    /// <summary>One column per input, as scikit-learn's converter writes them: a sum, and the name handed back.</summary>
    public static OnnxFile Columns() => new OnnxFile()
        .Input("a", OnnxFile.Float, "N", 1).Input("b", OnnxFile.Int64, "N", 1).Input("name", OnnxFile.String, "N", 1)
        .Output("sum", OnnxFile.Float, "N", 1).Output("same", OnnxFile.String, "N", 1)
        .Node("Cast", ["b"], ["bf"], number: [("to", OnnxFile.Float)]).Node("Add", ["a", "bf"], ["sum"]).Node("Identity", ["name"], ["same"]);

    /// <summary>Hands its input back, whatever its type.</summary>
    public static OnnxFile Same(int type, params object[] shape) => new OnnxFile()
        .Input("x", type, shape).Output("y", type, shape).Node("Identity", ["x"], ["y"]);

    /// <summary>Looks whole numbers 0 to 2 up; any other makes the run fail.</summary>
    public static OnnxFile Lookup() => new OnnxFile()
        .Input("i", OnnxFile.Int64, "batch").Output("found", OnnxFile.Float, "batch")
        .Weights("table", [5f, 6f, 7f], 3)
        .Node("Gather", ["table", "i"], ["found"]);

    public static async Task<ToyModel> LoadAsync(OnnxFile file, string[]? columns = null, ModelLoadOptions? options = null)
    {
        var folder = Directory.CreateTempSubdirectory("toy-model-").FullName;
        var bytes = file.ToBytes();
        await File.WriteAllBytesAsync(Path.Combine(folder, "model.onnx"), bytes);
        await File.WriteAllTextAsync(Path.Combine(folder, "model.json"), Manifest(bytes, columns));
        var model = await new OnnxModelLoader().LoadAsync(
            folder, options ?? new ModelLoadOptions { Threads = 1 }, new Progress<string>(), CancellationToken.None);
        return new(folder, model);
    }

    /// <summary>The manifest of a custom model with one file.</summary>
    public static string Manifest(byte[] file, string[]? columns = null) => new JsonObject
    {
        ["schema_version"] = 1,
        ["name"] = "main.default.toy",
        ["version"] = "1",
        ["task"] = null,
        ["format"] = "onnx",
        ["kind"] = "custom",
        ["files"] = new JsonArray(new JsonObject
        {
            ["path"] = "model.onnx",
            ["bytes"] = file.Length,
            ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(file)),
        }),
        ["inputs"] = columns is null
            ? null
            : new JsonArray([.. columns.Select(column => new JsonObject { ["name"] = column, ["type"] = "float" })]),
    }.ToJsonString();

    /// <summary>The <c>predictions</c> of an answer, as JSON text.</summary>
    public async Task<string> PredictAsync(string body, string contentType = "application/json")
    {
        var answer = await model.RunAsync(new(Encoding.UTF8.GetBytes(body), contentType, "toy"), CancellationToken.None);
        using var json = JsonDocument.Parse(answer.Json);
        Assert.Null(answer.PromptTokens);
        return json.RootElement.GetProperty("predictions").GetRawText();
    }

    /// <summary>The message of a refusal for bad input.</summary>
    public async Task<string> RefusalAsync(string body, string contentType = "application/json")
    {
        var refused = await Assert.ThrowsAsync<ModelException>(() => PredictAsync(body, contentType));
        Assert.Equal(ModelFailure.BadInput, refused.Failure);
        return refused.Message;
    }

    public async ValueTask DisposeAsync()
    {
        await model.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
