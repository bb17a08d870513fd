using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Andamento.Tests.EndToEnd.Processes;
using Andamento.Tests.Unit.Inference;
using Xunit.Abstractions;

namespace Andamento.Tests.EndToEnd;

/// <summary><c>andamento models import</c>: every kind of source, what its options say, and what it refuses.</summary>
public sealed class ImportCommandTests(SharedServer shared, ITestOutputHelper output) : ServerTest(shared, output)
{
    private readonly string _folder = Directory.CreateTempSubdirectory("andamento-import-").FullName;

    private string Model => $"main.tests.{Name}";

    [Fact]
    public async Task A_plain_file_becomes_a_custom_model_whose_inputs_have_the_names_of_the_file()
    {
        Copy("main.default.iris", "model.onnx", "iris.onnx");

        Assert.Equal($"{Model} version 1 is ready.", (await ImportAsync(At("iris.onnx"))).Trim());

        Assert.Equal((null, "one ONNX file"), await NatureAsync());
        await ServeAsync(new { workload_size = "Small", scale_to_zero_enabled = true });
        using var answer = await Client.QueryAsync(Name, new { inputs = new { sepal_length = One(5.1), sepal_width = One(3.5), petal_length = One(1.4), petal_width = One(0.2) } });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

        static double[][] One(double value) => [[value]];
    }

    [Fact]
    public async Task The_signature_of_an_mlflow_folder_names_the_columns()
    {
        Copy("main.default.iris", "model.onnx", "model.onnx");
        Write("MLmodel", MlModel("""
            signature:
              inputs: '[{"name": "sepal_length", "type": "float"}, {"name": "sepal_width", "type": "float"}, {"name": "petal_length", "type": "float"}, {"name": "petal_width", "type": "float"}]'
            """));

        await ImportAsync(_folder);

        Assert.Equal((null, "MLmodel (mlflow 2.14.1)"), await NatureAsync());
        await ServeAsync(new { workload_size = "Small", scale_to_zero_enabled = true });
        using var answer = await Client.QueryAsync(Name, new
        {
            dataframe_split = new { columns = new[] { "sepal_length", "sepal_width", "petal_length", "petal_width" }, data = new[] { new[] { 5.1, 3.5, 1.4, 0.2 } } },
        });
        Assert.Single((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("predictions").EnumerateArray());
    }

    [Fact]
    public async Task An_mlflow_folder_without_a_signature_is_a_custom_model_too()
    {
        Copy("main.default.iris", "model.onnx", "model.onnx");
        Write("MLmodel", MlModel(""));

        await ImportAsync(_folder);

        Assert.Equal((null, "MLmodel (mlflow 2.14.1)"), await NatureAsync());
    }

    [Fact]
    public async Task A_hugging_face_folder_keeps_the_weights_beside_its_graph()
    {
        Write("config.json", """{"model_type": "bert", "architectures": ["BertModel"], "max_position_embeddings": 512}""");
        Write("1_Pooling/config.json", """{"pooling_mode_mean_tokens": true}""");
        Copy("system.ai.all_minilm_l6_v2", "tokenizer.json", "tokenizer.json");
        WriteEncoder();

        var printed = JsonSerializer.Deserialize<JsonElement>(await ImportAsync(_folder, "--model-type", "gte-tiny", "--output", "json"));

        Assert.Equal((Model, "1"), (printed.GetProperty("name").GetString(), printed.GetProperty("version").GetString()));
        Assert.Equal(("llm/v1/embeddings", "Hugging Face export; task: config.json, model_type: tag"), await NatureAsync());
        Assert.Equal("gte-tiny", (await VersionAsync()).GetProperty("model_type").GetString());
        await ServeAsync(new { workload_size = "Small", scale_to_zero_enabled = true });
        using var answer = await Client.QueryAsync(Name, new { input = "hello" });
        var vector = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("data")[0].GetProperty("embedding");
        Assert.Equal([1, 2], vector.EnumerateArray().Select(number => number.GetDouble()));
    }

    [Fact]
    public async Task A_variant_and_a_task_are_chosen_by_options()
    {
        foreach (var file in (string[])["config.json", "tokenizer.json", "tokenizer_config.json"]) Copy("system.ai.minimind2_small", file, file);
        Copy("system.ai.minimind2_small", "model.onnx", "onnx/model_int8.onnx");
        Copy("main.default.iris", "model.onnx", "onnx/model.onnx");

        await ImportAsync(_folder, "--variant", "int8", "--task", "llm/v1/completions");

        Assert.Equal(("llm/v1/completions", "Hugging Face export; task: tag, model_type: config.json"), await NatureAsync());
    }

    [Fact]
    public async Task A_folder_of_onnxruntime_genai_is_a_language_model_that_writes()
    {
        foreach (var file in (string[])["genai_config.json", "tokenizer.json", "model.onnx"]) Copy("main.default.stories15m", file, file);

        await ImportAsync(_folder);

        Assert.Equal(("llm/v1/completions", "genai_config.json of onnxruntime-genai"), await NatureAsync());
        await ServeAsync(new { workload_size = "Small", scale_to_zero_enabled = true });
        using var answer = await Client.QueryAsync(Name, new { prompt = "Once upon a time", max_tokens = 4 });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_source_that_is_none_is_a_wrong_use()
    {
        Write("notes.txt", "no model");

        await RefusedAsync(2, $"There is no file or folder '{At("gone")}'.", At("gone"));
        await RefusedAsync(2, $"'{At("notes.txt")}' must end with .onnx, .zip, .tar, .tar.gz, .tgz, or be a folder.", At("notes.txt"));
    }

    [Fact]
    public async Task A_folder_without_a_model_says_what_to_add()
    {
        Write("README.md", "no model");
        await RefusedAsync(1, "Version 1 is no model: There is no model.json at the top, and no .onnx file: add a model.json that says what the files are.", _folder);

        Write("model.onnx", "no model either");
        await RefusedAsync(1, "Version 2 is no model: ", _folder);
        Copy("main.default.iris", "model.onnx", "model.onnx");
        await RefusedAsync(1, "Version 3 is no model: The task 'llm/v1/chat' was asked for, which needs config.json and tokenizer.json beside the model.", _folder, "--task", "llm/v1/chat");
        await RefusedAsync(1, "Version 4 is no model: The task 'chat' was asked for", _folder, "--task", "chat");
    }

    [Fact]
    public async Task A_flavour_that_cannot_be_served_says_how_to_export_it()
    {
        Write("MLmodel", "flavors:\n  sklearn: {}\nmlflow_version: 2.14.1\n");

        await RefusedAsync(1, "Version 1 is no model: MLmodel has the flavours sklearn, and not onnx. Export it to ONNX with skl2onnx", _folder);
    }

    [Fact]
    public async Task A_name_is_needed_and_must_be_one()
    {
        Copy("main.default.iris", "model.onnx", "model.onnx");

        var (code, _, error) = await Server.AndamentoAsync(null, "models", "import", _folder);
        Assert.Equal(2, code);
        Assert.Contains("--name", error, StringComparison.Ordinal);
        (code, _, error) = await Server.AndamentoAsync(null, "models", "import", _folder, "--name", "main..x");
        Assert.Equal(1, code);
        Assert.StartsWith("INVALID_PARAMETER_VALUE: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_tells_every_option_and_shows_examples()
    {
        var help = await Server.DoAsync("models", "import", "--help");

        foreach (var told in (string[])["<source>", "--name", "--variant", "--task", "--model-type", "--output", "models import churn.onnx --name main.default.churn"])
            Assert.Contains(told, help, StringComparison.Ordinal);
    }

    private Task<string> ImportAsync(string source, params string[] options) =>
        Server.DoAsync(["models", "import", source, "--name", Model, .. options]);

    private async Task RefusedAsync(int code, string message, string source, params string[] options)
    {
        var told = await Server.AndamentoAsync(null, ["models", "import", source, "--name", Model, .. options]);

        Assert.Equal((code, ""), (told.Code, told.Out));
        Assert.Contains(message, told.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", told.Error, StringComparison.Ordinal);
    }

    private async Task<JsonElement> VersionAsync() => (await Client.SendAsync(
        HttpMethod.Get, $"/api/2.0/mlflow/unity-catalog/model-versions/get?name={Model}&version=1")).GetProperty("model_version");

    private async Task<(string? Task, string? Origin)> NatureAsync()
    {
        var version = await VersionAsync();
        return (Text("task"), Text("origin"));

        string? Text(string name) => version.TryGetProperty(name, out var text) ? text.GetString() : null;
    }

    private async Task ServeAsync(object size)
    {
        var entity = JsonSerializer.SerializeToNode(size)!;
        (entity["entity_name"], entity["entity_version"]) = (Model, "1");
        await Client.CreateAsync(Name, [entity]);
        await Client.UntilReadyAsync(Name);
    }

    // Every token has the same vector, which lies in a file of its own.
    private void WriteEncoder()
    {
        var encoder = new OnnxFile().Input("input_ids", OnnxFile.Int64, "N", "S").Input("attention_mask", OnnxFile.Int64, "N", "S")
            .Output("last_hidden_state", OnnxFile.Float, "N", "S", 2)
            .Weights("zero", [0f, 0f], 1, 1, 2).Weights("last", [-1L], 1).ExternalWeights("vector", "model.onnx_data", 1, 1, 2)
            .Node("Cast", ["attention_mask"], ["mask"], number: [("to", OnnxFile.Float)])
            .Node("Unsqueeze", ["mask", "last"], ["column"])
            .Node("Mul", ["column", "zero"], ["zeros"])
            .Node("Add", ["zeros", "vector"], ["last_hidden_state"]);
        File.WriteAllBytes(At("model.onnx"), encoder.ToBytes());
        File.WriteAllBytes(At("model.onnx_data"), [.. BitConverter.GetBytes(1f), .. BitConverter.GetBytes(2f)]);
    }

    private static string MlModel(string rest) => $"artifact_path: model\nflavors:\n  onnx:\n    data: model.onnx\nmlflow_version: 2.14.1\n{rest}\n";

    private string At(string name) => Path.Combine(_folder, name);

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(name))!);
        File.WriteAllText(At(name), text);
    }

    private void Copy(string model, string file, string name)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(name))!);
        File.Copy(Path.Combine(Built.Models, model, "1", file), At(name), overwrite: true);
    }
}
