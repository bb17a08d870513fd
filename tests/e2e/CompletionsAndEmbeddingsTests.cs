using System.Text;
using Andamento.Tests.EndToEnd.Processes;
using Andamento.Tests.TestKit.Upstream;
using OpenAI.Embeddings;
using Xunit.Abstractions;

namespace Andamento.Tests.EndToEnd;

public sealed class CompletionsAndEmbeddingsTests(SharedServer shared, ITestOutputHelper output)
    : ServerTest(shared, output), IAsyncLifetime
{
    private WireDouble _upstream = null!;

    public async Task InitializeAsync() => _upstream = await WireDouble.StartAsync();

    public async Task DisposeAsync() => await _upstream.DisposeAsync();

    [Fact]
    public async Task A_prompt_is_completed()
    {
        await Client.CreateExternalAsync(Name, _upstream, "llm/v1/completions");
        _upstream.ReplyChat("and they lived");

        var answer = await Client.SendAsync(HttpMethod.Post, "/serving-endpoints/completions", new { model = Name, prompt = "Once" });

        Assert.Equal("text_completion", answer.GetProperty("object").GetString());
        Assert.Equal("and they lived", answer.GetProperty("choices")[0].GetProperty("text").GetString());
        Assert.Equal(Name, answer.GetProperty("model").GetString());
    }

    [Fact]
    public async Task A_completion_can_be_streamed()
    {
        await Client.CreateExternalAsync(Name, _upstream, "llm/v1/completions");
        _upstream.ReplyChat("and they");

        using var answer = await Client.QueryAsync(Name, new { prompt = "Once", stream = true });
        var text = await answer.Content.ReadAsStringAsync();

        Assert.Contains("\"text\":\"and\"", text, StringComparison.Ordinal);
        Assert.Contains("\"text\":\" they\"", text, StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]\n\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_official_client_gets_the_vectors_that_it_asks_for_as_base64()
    {
        await Client.CreateExternalAsync(Name, _upstream, "llm/v1/embeddings");
        var client = Server.OpenAI().GetEmbeddingClient(Name);

        OpenAIEmbeddingCollection answer = await client.GenerateEmbeddingsAsync(["one", "two"]);

        Assert.Equal("base64", (await _upstream.NextRequestAsync()).Json.GetProperty("encoding_format").GetString());
        Assert.Equal([0, 1], answer.Select(vector => vector.Index));
        Assert.All(answer, vector => Assert.Equal(4, vector.ToFloats().Length));
        Assert.NotEqual(answer[0].ToFloats().ToArray(), answer[1].ToFloats().ToArray());
    }

    [Fact]
    public async Task Vectors_come_as_numbers_too()
    {
        await Client.CreateExternalAsync(Name, _upstream, "llm/v1/embeddings");

        using var answer = await Client.PostAsync(
            $"/serving-endpoints/{Name}/invocations", new StringContent("""{"input":"one"}""", Encoding.UTF8, "application/json"));
        var body = System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>(await answer.Content.ReadAsStringAsync());

        Assert.Equal(4, body.GetProperty("data")[0].GetProperty("embedding").GetArrayLength());
    }

    [Fact]
    public async Task The_models_are_the_language_endpoints_that_the_caller_may_query()
    {
        await Client.CreateExternalAsync(Name, _upstream);

        foreach (var path in new[] { "/serving-endpoints/models", "/v1/models", "/ai-gateway/mlflow/v1/models" })
        {
            var list = await Client.SendAsync(HttpMethod.Get, path);
            var model = list.GetProperty("data").EnumerateArray().Single(model => model.GetProperty("id").GetString() == Name);

            Assert.Equal("list", list.GetProperty("object").GetString());
            Assert.Equal("model", model.GetProperty("object").GetString());
            Assert.NotEmpty(model.GetProperty("owned_by").GetString()!);
            Assert.InRange(model.GetProperty("created").GetInt64(), 1_700_000_000, 4_000_000_000);
        }
    }
}
