using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Andamento.Inference;

namespace Andamento.Tests.Unit.Inference;

/// <summary>The real all-MiniLM-L6-v2.</summary>
public sealed class EmbeddingsTests(EmbeddingsTests.Loaded loaded) : IClassFixture<EmbeddingsTests.Loaded>
{
    [Theory]
    [InlineData("A kitten is sleeping on the sofa.", "A cat is napping on the couch.", 0.70, 0.12)]
    [InlineData("How do I reset my password?", "I cannot log in to my account", 0.57, 0.12)]
    [InlineData("How do I reset my password?", "The recipe needs two cups of flour.", 0.00, 0.10)]
    public async Task Near_meanings_are_near_vectors(string one, string other, double cosine, double tolerance)
    {
        var vectors = Vectors(await loaded.AskAsync(new() { ["input"] = new JsonArray(one, other) }));

        Assert.Equal(cosine, Dot(vectors[0], vectors[1]), tolerance);
    }

    [Fact]
    public async Task The_answer_is_openais()
    {
        var answer = await loaded.AskAsync(new() { ["input"] = "hello world", ["model"] = "x", ["user"] = "u" });

        using var json = JsonDocument.Parse(answer.Json);
        var root = json.RootElement;
        Assert.Equal(["object", "data", "model", "usage"], root.EnumerateObject().Select(member => member.Name));
        Assert.Equal(("list", "my-endpoint"), (root.GetProperty("object").GetString(), root.GetProperty("model").GetString()));
        Assert.Equal("""{"prompt_tokens":4,"total_tokens":4}""", root.GetProperty("usage").GetRawText());
        Assert.Equal((4L, null), (answer.PromptTokens, answer.CompletionTokens));
        var entry = Assert.Single(root.GetProperty("data").EnumerateArray());
        Assert.Equal(("embedding", 0), (entry.GetProperty("object").GetString(), entry.GetProperty("index").GetInt32()));
        Assert.Equal(384, entry.GetProperty("embedding").GetArrayLength());
    }

    [Fact]
    public async Task Base64_holds_the_same_floats()
    {
        var floats = Vectors(await loaded.AskAsync(new() { ["input"] = "hello", ["encoding_format"] = "float" }))[0];
        var answer = await loaded.AskAsync(new() { ["input"] = "hello", ["encoding_format"] = "base64", ["dimensions"] = 384 });

        using var json = JsonDocument.Parse(answer.Json);
        var bytes = json.RootElement.GetProperty("data")[0].GetProperty("embedding").GetBytesFromBase64();

        Assert.Equal(floats, Enumerable.Range(0, 384).Select(i => BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(4 * i))));
    }

    [Fact]
    public async Task A_text_has_the_same_vector_alone_and_in_company()
    {
        var texts = Enumerable.Range(0, 40).Select(i => string.Join(' ', Enumerable.Repeat($"text number {i}", 1 + i))).ToArray();

        var together = Vectors(await loaded.AskAsync(new() { ["input"] = new JsonArray([.. texts.Select(text => (JsonNode)text)]) }));
        var alone = new List<float[]>();
        foreach (var text in texts) alone.AddRange(Vectors(await loaded.AskAsync(new() { ["input"] = text })));

        for (var i = 0; i < texts.Length; i++)
        {
            Assert.Equal(1.0, Dot(alone[i], alone[i]), 5);
            Assert.True(together[i].Zip(alone[i]).Max(pair => Math.Abs(pair.First - pair.Second)) <= 1e-5, texts[i]);
        }
    }

    [Fact]
    public async Task Callers_at_once_get_their_own_vectors()
    {
        var alone = Vectors(await loaded.AskAsync(new() { ["input"] = new JsonArray("one", "two", "three") }));

        string[] texts = ["one", "two", "three"];
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => loaded.AskAsync(new() { ["input"] = texts[i % 3] })));

        for (var i = 0; i < answers.Length; i++) Assert.Equal(1.0, Dot(alone[i % 3], Vectors(answers[i])[0]), 5);
    }

    [Fact]
    public async Task A_fittingtext_counts_and_reads_only_its_first_256_tokens()
    {
        var fitting = string.Join(' ', Enumerable.Repeat("word", 254));

        var fits = await loaded.AskAsync(new() { ["input"] = fitting });
        var longer = await loaded.AskAsync(new() { ["input"] = fitting + " and much more" });

        Assert.Equal((256L, 256L), (fits.PromptTokens, longer.PromptTokens));
        Assert.Equal(Vectors(fits)[0], Vectors(longer)[0]);
    }

    [Theory]
    [InlineData("{}", "input", "'input' is missing.")]
    [InlineData("""{"input": []}""", "input", "'input' is an empty list.")]
    [InlineData("""{"input": ""}""", "input", "'input' is an empty string.")]
    [InlineData("""{"input": ["a", ""]}""", "input", "'input[1]' is an empty string.")]
    [InlineData("""{"input": null}""", "input", "'input' is null; a string or a list of strings is needed.")]
    [InlineData("""{"input": [1, 2]}""", "input", "'input[0]' is a list of tokens or a token; this model reads strings.")]
    [InlineData("""{"input": [[1, 2]]}""", "input", "'input[0]' is a list of tokens or a token; this model reads strings.")]
    [InlineData("""{"input": [{}]}""", "input", "'input[0]' is an object; a string is needed.")]
    [InlineData("""{"input": "a", "encoding_format": "hex"}""", "encoding_format", "'encoding_format' is neither \"float\" nor \"base64\".")]
    [InlineData("""{"input": "a", "dimensions": 256}""", "dimensions", "'dimensions' is 256; this model's vectors have 384.")]
    [InlineData("""{"input": "a", "dimensions": 0}""", "dimensions", "'dimensions' is not a positive whole number.")]
    [InlineData("""{"input": "a", "temperature": 1}""", "temperature", "This model does not understand 'temperature'.")]
    public async Task What_does_not_fit_is_refused_by_its_field(string body, string param, string message)
    {
        var refused = await Assert.ThrowsAsync<ModelException>(() => loaded.AskTextAsync(body));

        Assert.Equal((ModelFailure.BadInput, param), (refused.Failure, refused.Param));
        Assert.Equal("Invalid input. " + message, refused.Message);
    }

    [Fact]
    public async Task More_than_2048_texts_are_refused()
    {
        var texts = new JsonArray([.. Enumerable.Repeat("a", 2049).Select(text => (JsonNode)text)]);

        var refused = await Assert.ThrowsAsync<ModelException>(() => loaded.AskAsync(new() { ["input"] = texts }));

        Assert.Equal("Invalid input. 'input' has 2049 texts; 2048 are allowed.", refused.Message);
    }

    private static float[][] Vectors(ModelAnswer answer)
    {
        using var json = JsonDocument.Parse(answer.Json);
        return [.. json.RootElement.GetProperty("data").EnumerateArray().Select(
            entry => entry.GetProperty("embedding").EnumerateArray().Select(value => value.GetSingle()).ToArray())];
    }

    private static double Dot(float[] one, float[] other) => one.Zip(other).Sum(pair => (double)pair.First * pair.Second);

    /// <summary>The model, loaded once for these tests.</summary>
    public sealed class Loaded : IAsyncLifetime
    {
        private ILoadedModel _model = null!; // InitializeAsync sets it

        public async Task InitializeAsync() => _model = await new OnnxModelLoader().LoadAsync(
            RealModels.MiniLm, new ModelLoadOptions { Concurrency = 16 }, new Progress<string>(), CancellationToken.None);

        public Task<ModelAnswer> AskAsync(JsonObject body) => AskTextAsync(body.ToJsonString());

        public Task<ModelAnswer> AskTextAsync(string body) => _model
            .RunAsync(new(Encoding.UTF8.GetBytes(body), "application/json", "my-endpoint"), CancellationToken.None).AsTask();

        public Task DisposeAsync() => _model.DisposeAsync().AsTask();
    }
}
