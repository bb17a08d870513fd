using System.Text;
using Andamento.Inference;
using Andamento.Registry;
using Andamento.Serving;
using Andamento.Silo.Models;
using Andamento.Tests.Unit.Inference;
using Andamento.Tests.Unit.Registry;
using Andamento.Tests.Unit.Storage;

namespace Andamento.Tests.Unit.Models;

/// <summary>Folders that other tools wrote, as they become versions.</summary>
public sealed class ModelImportTests : IDisposable
{
    private const string Signature = """
        signature:
          inputs: '[{"type": "double", "name": "age", "required": true}, {"type": "double",
            "name": "income", "required": true}, {"type": "double", "name": "it''s late", "required": true}]'
          outputs: null
        """;

    private static readonly byte[] Onnx = ToyModel.Digits().ToBytes();

    private readonly TemporaryFolder _folder = new();
    private readonly string _source;
    private readonly FolderModelIntake _intake;
    private readonly RegistryFolder _registry;

    public ModelImportTests()
    {
        var sources = Path.Combine(_folder.Path, "sources");
        _source = Directory.CreateDirectory(Path.Combine(sources, "model")).FullName;
        _registry = new(Path.Combine(_folder.Path, "registry"));
        _intake = new(_registry, new() { SourceFolders = { sources } });
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_mlflow_model_brings_the_names_of_its_columns()
    {
        Write("MLmodel", MlModel("  onnx:\n    onnx_version: 1.16.0\n    data: net.onnx\n    providers:\n    - CPUExecutionProvider\n", Signature));
        Write("net.onnx", Onnx);

        var published = await PublishAsync();

        Assert.Equal((ServingTask.Predict, null, "MLmodel (mlflow 2.14.1)"), (published.Task, published.ModelType, published.Origin));
        Assert.Equal(["age", "income", "it's late"], (await ManifestAsync()).Inputs!.Select(column => column.Name));
        Assert.Equal("net.onnx", published.Files[0].Path);
        Assert.Equal(("2.14.1", "2.14.1"), (published.MlflowVersion, (await ManifestAsync()).MlflowVersion));
    }

    [Fact]
    public async Task A_lone_tensor_of_a_signature_feeds_the_lone_input_whatever_it_is_called()
    {
        Write("MLmodel", MlModel("  onnx: {}\n", """signature: {inputs: '[{"type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1, 3]}}]'}"""));
        Write("model.onnx", Onnx);

        await PublishAsync();

        var input = Assert.Single((await ManifestAsync()).Inputs!);
        Assert.Equal(("x", "float32"), (input.Name, input.Type));
        Assert.Equal([-1, 3], input.Shape!);
    }

    [Fact]
    public async Task A_signature_of_another_model_is_refused()
    {
        Write("MLmodel", MlModel("  onnx: {}\n", """signature: {inputs: '[{"type": "double", "name": "a"}, {"type": "double", "name": "b"}]'}"""));
        Write("model.onnx", Onnx);

        Assert.Equal("The signature has 2 columns, and model.onnx reads 3.", await RefusalAsync());
    }

    [Theory]
    [InlineData("  python_function: {}\n  sklearn: {}\n", "MLmodel has the flavours python_function, sklearn, and not onnx. Export it to ONNX with skl2onnx, log it with mlflow.onnx.log_model")]
    [InlineData("  transformers: {task: llm/v1/chat}\n", "Export it with optimum-cli export onnx")]
    [InlineData("  onnx: {data: gone.onnx}\n", "MLmodel says that the model is 'gone.onnx', which is not there.")]
    [InlineData("  onnx: {data: ../../../etc/passwd}\n", "MLmodel says that the model is '../../../etc/passwd', which is not there.")]
    [InlineData("  onnx: *there\n", "it uses anchors")]
    [InlineData("  onnx:\n    - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - deep\n", "it nests more than 32 levels deep")]
    [InlineData("  onnx: {\n", "MLmodel cannot be read: ")]
    public async Task An_mlflow_model_that_cannot_be_served_says_what_to_do(string flavours, string refusal)
    {
        Write("MLmodel", MlModel(flavours, ""));
        Write("model.onnx", Onnx);

        Assert.Contains(refusal, await RefusalAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chat_model_of_hugging_face_is_recognised_and_its_other_variants_are_left_out()
    {
        CopyFrom(RealModels.MiniMind, "config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json");
        Copy(RealModels.MiniMind, "model.onnx", "onnx/model.onnx");
        Write("onnx/model.onnx_data", []);
        Write("onnx/model_q4.onnx", Onnx);
        Write("onnx/model_q4.onnx_data", []);

        var published = await PublishAsync();

        Assert.Equal(
            (ServingTask.Chat, "llama", "Hugging Face export; task: chat template, model_type: config.json"),
            (published.Task, published.ModelType, published.Origin));
        Assert.Equal(
            ["onnx/model.onnx", "config.json", "generation_config.json", "onnx/model.onnx_data", "tokenizer.json", "tokenizer_config.json"],
            published.Files.Select(file => file.Path));
        Assert.Equal((ModelKinds.LanguageModel, 32768), ((await ManifestAsync()).Kind, (await ManifestAsync()).MaxLength));
    }

    [Fact]
    public async Task A_tag_says_which_variant_and_which_task()
    {
        CopyFrom(RealModels.MiniMind, "config.json", "tokenizer.json", "tokenizer_config.json");
        Copy(RealModels.MiniMind, "model.onnx", "onnx/model_int8.onnx");
        Write("onnx/model.onnx", Onnx);

        var published = await PublishAsync(new("variant", "int8"), new("task", "llm/v1/completions"), new("model_type", "mistral"));

        Assert.Equal((ServingTask.Completions, "mistral", "onnx/model_int8.onnx"), (published.Task, published.ModelType, published.Files[0].Path));
    }

    [Fact]
    public async Task A_sentence_encoder_is_pooled_as_its_files_say()
    {
        CopyFrom(RealModels.MiniLm, "tokenizer.json", "model.onnx");
        Write("config.json", """{"model_type": "bert", "architectures": ["BertModel"], "max_position_embeddings": 512}""");
        Write("sentence_bert_config.json", """{"max_seq_length": 256}""");
        Write("1_Pooling/config.json", """{"word_embedding_dimension": 384, "pooling_mode_cls_token": false, "pooling_mode_mean_tokens": true}""");
        Write("modules.json", """[{"idx": 2, "type": "sentence_transformers.models.Normalize"}]""");

        var published = await PublishAsync(new ModelTag("model_type", "gte-large"));

        var manifest = await ManifestAsync();
        Assert.Equal((ServingTask.Embeddings, "gte-large"), (published.Task, published.ModelType));
        Assert.Equal((new ModelPooling("mean", Normalize: true), 256), (manifest.Pooling, manifest.MaxLength));
    }

    [Fact]
    public async Task A_folder_of_onnxruntime_genai_names_its_decoder_and_its_context()
    {
        CopyFrom(RealModels.Stories, "genai_config.json", "tokenizer.json", "model.onnx");

        var published = await PublishAsync();

        Assert.Equal((ServingTask.Completions, "llama", 256), (published.Task, published.ModelType, (await ManifestAsync()).MaxLength));
    }

    [Theory]
    [InlineData("""{"model_type": "bert", "architectures": ["BertModel"]}""", "There is no 1_Pooling/config.json")]
    [InlineData("""{"model_type": "bert", "architectures": ["BertForSequenceClassification"]}""", "neither writes text nor makes vectors of sentences")]
    [InlineData("""{"model_type": "t5", "is_encoder_decoder": true}""", "reads with one graph and writes with another")]
    [InlineData("""{"model_type": "llama", "architectures": ["LlamaForCausalLM"]}""", "add max_position_embeddings")]
    [InlineData("""{"model_type": "llama", "max_position_embeddings": 64}""", "has no input 'past_key_values.0.key': export it with its cache of keys and values")]
    [InlineData("{", "config.json is no JSON: ")]
    public async Task An_export_that_lacks_something_says_what(string config, string refusal)
    {
        Write("config.json", config);
        CopyFrom(RealModels.MiniLm, "tokenizer.json");
        Write("model.onnx", Onnx);

        Assert.Contains(refusal, await RefusalAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tokenizer.json", 257)]
    [InlineData("tokenizer_config.json", 65)]
    [InlineData("generation_config.json", 65)]
    [InlineData("config.json", 65)]
    public async Task Files_that_are_read_whole_have_a_length_that_none_exceeds(string name, int megabytes)
    {
        CopyFrom(RealModels.MiniMind, "config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json", "model.onnx");
        using (var file = File.OpenWrite(Path.Combine(_source, name))) file.SetLength((long)megabytes << 20); // takes no room on the disk

        Assert.Contains($"{name} is longer than {(megabytes - 1) << 20} bytes", await RefusalAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]", "1_Pooling/config.json is no JSON object.")]
    [InlineData("7", "1_Pooling/config.json is no JSON object.")]
    [InlineData("{}", "1_Pooling/config.json says ''; this server knows mean and cls.")]
    public async Task Pooling_that_cannot_be_read_is_told(string pooling, string refusal)
    {
        Write("config.json", """{"model_type": "bert", "architectures": ["BertModel"], "max_position_embeddings": -5}""");
        CopyFrom(RealModels.MiniLm, "tokenizer.json");
        Write("model.onnx", Onnx);
        Write("1_Pooling/config.json", pooling);

        Assert.Contains(refusal, await RefusalAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_files_of_which_none_is_the_usual_one_need_a_choice()
    {
        Write("config.json", """{"model_type": "llama", "max_position_embeddings": 64}""");
        CopyFrom(RealModels.MiniLm, "tokenizer.json");
        Write("onnx/model_q4.onnx", Onnx);
        Write("onnx/model_q8.onnx", Onnx);

        Assert.StartsWith("There are several .onnx files: onnx/model_q4.onnx, onnx/model_q8.onnx. Say which", await RefusalAsync(), StringComparison.Ordinal);
        Assert.StartsWith("The variant 'fp16' means no .onnx file; there are ", await RefusalAsync(new ModelTag("variant", "fp16")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("com.example", "Twice", "model.onnx uses operators that ONNX Runtime does not bring: com.example.Twice. Export the model without custom operators.")]
    [InlineData("com.microsoft", "Gelu", null)]
    public async Task Operators_of_others_are_found_before_the_model_is_served(string domain, string name, string? refusal)
    {
        Write("model.onnx", new OnnxFile().Input("x", OnnxFile.Float, "N", 2).Output("y", OnnxFile.Float, "N", 2)
            .Node(name, ["x"], ["y"], domain).ToBytes());

        if (refusal is null) await PublishAsync();
        else Assert.Equal(refusal, await RefusalAsync());
    }

    [Fact]
    public async Task A_newer_opset_than_the_runtimes_is_refused_by_its_number()
    {
        Write("model.onnx", ToyModel.Digits().ToBytes(opset: ServableCheck.NewestOpset + 1));

        Assert.Equal(
            $"model.onnx uses ONNX opset {ServableCheck.NewestOpset + 1}; this server runs up to {ServableCheck.NewestOpset}. Export it for an earlier one.",
            await RefusalAsync());
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
        Write("net/model.onnx", new OnnxFile().Input("x", OnnxFile.Float, "N", 2).Output("y", OnnxFile.Float, "N", 2)
            .ExternalWeights("w", location, 2).Node("Add", ["x", "w"], ["y"]).ToBytes());
        Write("net/weights.bin", new byte[8]);
        Write("weights.bin", new byte[8]);

        if (there) await PublishAsync();
        else Assert.Equal($"net/model.onnx has weights in '{location}', which is not there; put the file beside it.", await RefusalAsync());
    }

    [Theory]
    [InlineData("weights.bin", true)]
    [InlineData("../../secret.bin", false)]
    [InlineData("/etc/passwd", false)]
    public async Task Constants_that_lie_elsewhere_are_looked_for_like_weights(string location, bool there)
    {
        Write("model.onnx", new OnnxFile().Input("x", OnnxFile.Float, "N", 2).Output("y", OnnxFile.Float, "N", 2)
            .ExternalConstant("w", location, 2).Node("Add", ["x", "w"], ["y"]).ToBytes());
        Write("weights.bin", new byte[8]);

        if (there) await PublishAsync();
        else Assert.Equal($"model.onnx has weights in '{location}', which is not there; put the file beside it.", await RefusalAsync());
    }

    private static async Task<ILoadedModel> LoadAsync(int opset)
    {
        using var folder = new TemporaryFolder();
        var bytes = ToyModel.Digits().ToBytes(opset);
        await File.WriteAllBytesAsync(Path.Combine(folder.Path, "model.onnx"), bytes);
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "model.json"), ToyModel.Manifest(bytes));
        return await new OnnxModelLoader().LoadAsync(folder.Path, new() { Threads = 1 }, new Progress<string>(), CancellationToken.None);
    }

    private static string MlModel(string flavours, string rest) =>
        $"artifact_path: model\nflavors:\n{flavours}mlflow_version: 2.14.1\nmodel_uuid: 5c1\n{rest}\n";

    private Task<PublishedModel> PublishAsync(params ModelTag[] tags) =>
        _intake.PublishAsync(Samples.Version(1) with { Source = _source, Tags = [.. tags] }, CancellationToken.None);

    private async Task<string> RefusalAsync(params ModelTag[] tags) =>
        (await Assert.ThrowsAsync<InvalidDataException>(() => PublishAsync(tags))).Message;

    private Task<ModelManifest> ManifestAsync() => ModelManifest.ReadAsync(_registry.FindVersion(Samples.Version(1).Id)!, CancellationToken.None);

    private void Write(string path, string content) => Write(path, Encoding.UTF8.GetBytes(content));

    private void Write(string path, byte[] content)
    {
        var place = Path.Combine(_source, path);
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        File.WriteAllBytes(place, content);
    }

    private void CopyFrom(string folder, params string[] names)
    {
        foreach (var name in names) Copy(folder, name, name);
    }

    private void Copy(string folder, string name, string path) => Write(path, File.ReadAllBytes(Path.Combine(folder, name)));
}
