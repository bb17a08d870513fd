using System.Text;
using System.Text.Json;
using Andamento.Inference;
using Andamento.Inference.Embeddings;

namespace Andamento.Tests.Unit.Inference;

/// <summary>What encoders with different manifests do, on real models.</summary>
public class EncoderTests
{
    [Fact]
    public async Task Gte_vectors_are_not_normalised()
    {
        await using var model = await LoadAsync(RealModels.GteSmall);

        var vector = await AskAsync(model, "What is the capital of China?");

        Assert.Equal(384, vector.Length);
        Assert.True(Math.Abs(Math.Sqrt(Dot(vector, vector)) - 1) > 0.1, "The vector has length 1.");
    }

    [Fact]
    public async Task Gte_finds_the_nearer_of_two_texts()
    {
        await using var model = await LoadAsync(RealModels.GteSmall);

        var question = await AskAsync(model, "how to implement quick sort in python?");
        var answer = await AskAsync(model, "Introduction to sorting algorithms");
        var other = await AskAsync(model, "Beijing is the capital of China");

        Assert.True(Cosine(question, answer) > Cosine(question, other) + 0.03, $"{Cosine(question, answer)} and {Cosine(question, other)}");
    }

    [Theory]
    [InlineData("minilm")]
    [InlineData("gte")]
    public async Task A_vector_does_not_depend_on_who_asks_at_the_same_time(string name)
    {
        await using var model = await LoadAsync(name is "gte" ? RealModels.GteSmall : RealModels.MiniLm);
        string[] texts = [.. Enumerable.Range(0, 32).Select(i => string.Join(' ', Enumerable.Repeat($"a harbour, {i} ships", 1 + i * i % 23)))];

        var alone = new List<float[]>();
        foreach (var text in texts) alone.Add(await AskAsync(model, text));
        var together = await Task.WhenAll(texts.Select(text => AskAsync(model, text)));

        for (var i = 0; i < texts.Length; i++)
        {
            Assert.True(alone[i].Zip(together[i]).Max(pair => Math.Abs(pair.First - pair.Second)) <= 1e-5, texts[i]);
        }
    }

    [Fact]
    public async Task Dimensions_that_the_manifest_allows_are_given_and_others_refused()
    {
        await using var model = await LoadAsync(RealModels.MiniLm, manifest => manifest with { Dimensions = [128, 256] });

        var whole = await AskAsync(model, "a quiet harbour");
        var shorter = await AskAsync(model, "a quiet harbour", new() { ["dimensions"] = 128 });

        Assert.Equal((384, 128), (whole.Length, shorter.Length));
        Assert.Equal(1.0, Dot(shorter, shorter), 5);
        Assert.Equal(1.0, Cosine(whole[..128], shorter), 5);
        var refused = await Assert.ThrowsAsync<ModelException>(() => AskAsync(model, "a", new() { ["dimensions"] = 100 }));
        Assert.Equal("Invalid input. 'dimensions' is 100; this model's vectors have 128 or 256 or 384.", refused.Message);
    }

    [Fact]
    public async Task A_manifest_with_dimensions_that_the_model_lacks_is_refused()
    {
        var refused = await Assert.ThrowsAsync<ModelException>(
            () => LoadAsync(RealModels.MiniLm, manifest => manifest with { Dimensions = [512] }));

        Assert.Equal((ModelFailure.BadModel, "The manifest's dimensions are not all between 1 and 384."), (refused.Failure, refused.Message));
    }

    [Fact]
    public async Task A_query_begins_with_the_models_prefix_and_a_document_does_not()
    {
        await using var plain = await LoadAsync(RealModels.MiniLm);
        await using var model = await LoadAsync(RealModels.MiniLm, manifest => manifest with { QueryPrefix = "query: " });

        var prefixed = await AskAsync(plain, "query: harbour");

        Assert.Equal(prefixed, await AskAsync(model, "harbour", new() { ["input_type"] = "query" }));
        Assert.NotEqual(prefixed, await AskAsync(model, "harbour", new() { ["input_type"] = "document" }));
        Assert.NotEqual(prefixed, await AskAsync(model, "harbour"));
    }

    private static async Task<ILoadedModel> LoadAsync(string folder, Func<ModelManifest, ModelManifest>? change = null)
    {
        var manifest = await ModelManifest.ReadAsync(folder, CancellationToken.None);
        return EmbeddingModel.Load(folder, change?.Invoke(manifest) ?? manifest, new() { Concurrency = 32 });
    }

    private static async Task<float[]> AskAsync(ILoadedModel model, string text, Dictionary<string, object>? more = null)
    {
        var body = new Dictionary<string, object>(more ?? []) { ["input"] = text };
        var answer = await model.RunAsync(
            new(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(body)), "application/json", "encoder"), CancellationToken.None);
        using var json = JsonDocument.Parse(answer.Json);
        return [.. json.RootElement.GetProperty("data")[0].GetProperty("embedding").EnumerateArray().Select(value => value.GetSingle())];
    }

    private static double Dot(float[] one, float[] other) => one.Zip(other).Sum(pair => (double)pair.First * pair.Second);

    private static double Cosine(float[] one, float[] other) => Dot(one, other) / Math.Sqrt(Dot(one, one) * Dot(other, other));
}
