using Andamento.Inference;
using Andamento.Inference.Generation;
using Andamento.Inference.Onnx;

namespace Andamento.Tests.Unit.Inference.Generation;

public sealed class DecoderConfigTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("decoder-config-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_first_file_that_names_the_end_is_right()
    {
        Write("tokenizer_config.json", """{"eos_token": {"content": "</s>"}, "added_tokens_decoder": {"4": {"content": "</s>"}}}""");
        Assert.Equal([4], DecoderConfig.Read(_folder).EndTokens);

        Write("config.json", """{"eos_token_id": 3, "max_position_embeddings": 900, "num_key_value_heads": 2, "head_dim": 64}""");
        Assert.Equal([3], DecoderConfig.Read(_folder).EndTokens);

        Write("generation_config.json", """{"eos_token_id": [2, 7]}""");
        Assert.Equal([2, 7], DecoderConfig.Read(_folder).EndTokens.Order());

        Write("genai_config.json", """{"model": {"eos_token_id": 1, "context_length": 100}, "search": {"past_present_share_buffer": true}}""");
        var config = DecoderConfig.Read(_folder);
        Assert.Equal([1], config.EndTokens);
        Assert.Equal((100, true, 2, 64), (config.ContextLength, config.SharesBuffers, config.KeyHeads, config.HeadSize));
    }

    [Fact]
    public void A_folder_that_says_nothing_has_the_usual_names()
    {
        var config = DecoderConfig.Read(_folder);

        Assert.Empty(config.EndTokens);
        Assert.Null(config.ContextLength);
        Assert.Equal("past_key_values.3.key", DecoderNames.Layer(config.Names.PastKey, 3));
    }

    [Fact]
    public void Names_come_from_the_file_that_gives_them()
    {
        Write("genai_config.json", """{"model": {"decoder": {"inputs": {"past_key_names": "past_key_%d"}, "outputs": {"logits": "scores"}}}}""");
        var names = DecoderConfig.Read(_folder).Names;

        Assert.Equal(("past_key_0", "past_key_values.%d.value", "scores"), (DecoderNames.Layer(names.PastKey, 0), names.PastValue, names.Logits));
    }

    [Fact]
    public void A_broken_file_is_named()
    {
        Write("config.json", "{");

        var refused = Assert.Throws<ModelException>(() => DecoderConfig.Read(_folder));
        Assert.StartsWith("config.json is no JSON: ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_way_of_keeping_the_past_is_seen_in_the_graph()
    {
        Assert.True(OnnxOperators.Contains(Path.Combine(RealModels.Stories, "model.onnx"), "GroupQueryAttention"));
        Assert.False(OnnxOperators.Contains(Path.Combine(RealModels.MiniMind, "model.onnx"), "GroupQueryAttention"));
        Assert.True(OnnxOperators.Contains(Path.Combine(RealModels.MiniMind, "model.onnx"), "MatMulInteger"));
    }

    [Fact]
    public void A_model_without_a_past_is_no_decoder()
    {
        File.WriteAllBytes(Path.Combine(_folder, "model.onnx"), ToyModel.Digits().ToBytes());
        var manifest = new ModelManifest
        {
            SchemaVersion = 1, Name = "a.b.c", Version = "1", Format = "onnx", Kind = ModelKinds.LanguageModel, MaxLength = 9,
            Files = [new("model.onnx", 0, "")],
        };

        var refused = Assert.Throws<ModelException>(() => Decoder.Load(_folder, manifest, new()));
        Assert.Equal(
            "This server cannot drive the decoder: it has no input 'past_key_values.0.key': export it with its cache of keys and values.",
            refused.Message);
    }

    private void Write(string file, string json) => File.WriteAllText(Path.Combine(_folder, file), json);
}
