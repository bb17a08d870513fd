using Andamento.Inference;
using Andamento.Registry;
using Andamento.Serving;
using Andamento.Tests.Unit.Inference;

namespace Andamento.Tests.Unit.Models;

/// <summary>Exports of Hugging Face and of onnxruntime-genai, as they become versions.</summary>
public sealed class HuggingFaceImportTests : IDisposable
{
    private readonly ImportedFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_chat_model_of_hugging_face_is_recognised_and_its_other_variants_are_left_out()
    {
        _folder.CopyFrom(RealModels.MiniMind, "config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json");
        _folder.Copy(RealModels.MiniMind, "model.onnx", "onnx/model.onnx");
        _folder.Write("onnx/model.onnx_data", []);
        _folder.Write("onnx/model_q4.onnx", ImportedFolder.Onnx);
        _folder.Write("onnx/model_q4.onnx_data", []);

        var published = await _folder.PublishAsync();

        Assert.Equal(
            (ServingTask.Chat, "llama", "Hugging Face export; task: chat template, model_type: config.json"),
            (published.Task, published.ModelType, published.Origin));
        Assert.Equal(
            ["onnx/model.onnx", "config.json", "generation_config.json", "onnx/model.onnx_data", "tokenizer.json", "tokenizer_config.json"],
            published.Files.Select(file => file.Path));
        Assert.Equal((ModelKinds.LanguageModel, 32768), ((await _folder.ManifestAsync()).Kind, (await _folder.ManifestAsync()).MaxLength));
    }

    [Fact]
    public async Task A_tag_says_which_variant_and_which_task()
    {
        _folder.CopyFrom(RealModels.MiniMind, "config.json", "tokenizer.json", "tokenizer_config.json");
        _folder.Copy(RealModels.MiniMind, "model.onnx", "onnx/model_int8.onnx");
        _folder.Write("onnx/model.onnx", ImportedFolder.Onnx);

        var published = await _folder.PublishAsync(new("variant", "int8"), new("task", "llm/v1/completions"), new("model_type", "mistral"));

        Assert.Equal((ServingTask.Completions, "mistral", "onnx/model_int8.onnx"), (published.Task, published.ModelType, published.Files[0].Path));
    }

    [Fact]
    public async Task A_sentence_encoder_is_pooled_as_its_files_say()
    {
        _folder.CopyFrom(RealModels.MiniLm, "tokenizer.json", "model.onnx");
        _folder.Write("config.json", """{"model_type": "bert", "architectures": ["BertModel"], "max_position_embeddings": 512}""");
        _folder.Write("sentence_bert_config.json", """{"max_seq_length": 256}""");
        _folder.Write("1_Pooling/config.json", """{"word_embedding_dimension": 384, "pooling_mode_cls_token": false, "pooling_mode_mean_tokens": true}""");
        _folder.Write("modules.json", """[{"idx": 2, "type": "sentence_transformers.models.Normalize"}]""");

        var published = await _folder.PublishAsync(new ModelTag("model_type", "gte-large"));

        var manifest = await _folder.ManifestAsync();
        Assert.Equal((ServingTask.Embeddings, "gte-large"), (published.Task, published.ModelType));
        Assert.Equal((new ModelPooling("mean", Normalize: true), 256), (manifest.Pooling, manifest.MaxLength));
    }

    [Fact]
    public async Task A_folder_of_onnxruntime_genai_names_its_decoder_and_its_context()
    {
        _folder.CopyFrom(RealModels.Stories, "genai_config.json", "tokenizer.json", "model.onnx");

        var published = await _folder.PublishAsync();

        Assert.Equal((ServingTask.Completions, "llama", 256), (published.Task, published.ModelType, (await _folder.ManifestAsync()).MaxLength));
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
        _folder.Write("config.json", config);
        _folder.CopyFrom(RealModels.MiniLm, "tokenizer.json");
        _folder.Write("model.onnx", ImportedFolder.Onnx);

        Assert.Contains(refusal, await _folder.RefusalAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tokenizer.json", 257)]
    [InlineData("tokenizer_config.json", 65)]
    [InlineData("generation_config.json", 65)]
    [InlineData("config.json", 65)]
    public async Task Files_that_are_read_whole_have_a_length_that_none_exceeds(string name, int megabytes)
    {
        _folder.CopyFrom(RealModels.MiniMind, "config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json", "model.onnx");
        using (var file = File.OpenWrite(Path.Combine(_folder.Path, name))) file.SetLength((long)megabytes << 20); // takes no room on the disk

        Assert.Contains($"{name} is longer than {(megabytes - 1) << 20} bytes", await _folder.RefusalAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]", "1_Pooling/config.json is no JSON object.")]
    [InlineData("7", "1_Pooling/config.json is no JSON object.")]
    [InlineData("{}", "1_Pooling/config.json says ''; this server knows mean and cls.")]
    public async Task Pooling_that_cannot_be_read_is_told(string pooling, string refusal)
    {
        _folder.Write("config.json", """{"model_type": "bert", "architectures": ["BertModel"], "max_position_embeddings": -5}""");
        _folder.CopyFrom(RealModels.MiniLm, "tokenizer.json");
        _folder.Write("model.onnx", ImportedFolder.Onnx);
        _folder.Write("1_Pooling/config.json", pooling);

        Assert.Contains(refusal, await _folder.RefusalAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_files_of_which_none_is_the_usual_one_need_a_choice()
    {
        _folder.Write("config.json", """{"model_type": "llama", "max_position_embeddings": 64}""");
        _folder.CopyFrom(RealModels.MiniLm, "tokenizer.json");
        _folder.Write("onnx/model_q4.onnx", ImportedFolder.Onnx);
        _folder.Write("onnx/model_q8.onnx", ImportedFolder.Onnx);

        Assert.StartsWith("There are several .onnx files: onnx/model_q4.onnx, onnx/model_q8.onnx. Say which", await _folder.RefusalAsync(), StringComparison.Ordinal);
        Assert.StartsWith("The variant 'fp16' means no .onnx file; there are ", await _folder.RefusalAsync(new ModelTag("variant", "fp16")), StringComparison.Ordinal);
    }
}
