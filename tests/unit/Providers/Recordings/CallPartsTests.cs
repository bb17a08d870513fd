using System.Net;
using System.Text;
using System.Text.Json;
using Andamento.Providers;
using Andamento.Providers.Http;
using Andamento.Tests.TestKit;

namespace Andamento.Tests.Unit.Providers.Recordings;

/// <summary>Requests that a provider takes only in parts.</summary>
public sealed class CallPartsTests
{
    [Fact]
    public async Task Texts_beyond_the_limit_of_a_call_go_in_parts_and_come_back_in_order()
    {
        var cohere = new Upstream(body => JsonSerializer.Serialize(new
        {
            embeddings = new { @float = Texts(body).Select(text => new[] { int.Parse(text) }) },
            meta = new { billed_units = new { input_tokens = Texts(body).Count() } },
        }));
        var texts = Enumerable.Range(0, 200).Select(number => $"{number}");

        var answer = await cohere.SendAsync("cohere", ProviderTask.Embeddings, JsonSerializer.Serialize(new { input = texts }));

        Assert.Equal([96, 96, 8], cohere.Bodies.Select(body => body.GetProperty("texts").GetArrayLength()).OrderDescending());
        var data = JsonElement.Parse(answer.Json.Span).GetProperty("data").EnumerateArray().ToList();
        Assert.Equal(Enumerable.Range(0, 200), data.Select(vector => vector.GetProperty("index").GetInt32()));
        Assert.Equal(Enumerable.Range(0, 200), data.Select(vector => vector.GetProperty("embedding")[0].GetInt32()));
        Assert.Equal(new ProviderUsage(200, 0), answer.Usage);
    }

    [Fact]
    public async Task Several_prompts_are_several_chats_and_one_answer()
    {
        var claude = new Upstream(Echo);

        var answer = await claude.SendAsync("anthropic", ProviderTask.Completions, """{"prompt":["a","b","c"]}""");

        var unified = JsonElement.Parse(answer.Json.Span);
        Assert.Equal(
            ["0a", "1b", "2c"],
            unified.GetProperty("choices").EnumerateArray()
                .Select(choice => $"{choice.GetProperty("index")}{choice.GetProperty("text")}"));
        Assert.Equal(9, unified.GetProperty("usage").GetProperty("total_tokens").GetInt32());
        Assert.Equal(new ProviderUsage(3, 6), answer.Usage);
    }

    [Fact]
    public async Task Several_prompts_asked_as_a_stream_are_replayed_as_one()
    {
        var claude = new Upstream(Echo);

        var chunks = await claude.StreamAsync("anthropic", """{"prompt":["a","b"],"stream":true}""");

        Assert.Equal(
            ["0:a:", "0::stop", "1:b:", "1::stop"],
            chunks.Select(chunk => JsonElement.Parse(chunk).GetProperty("choices")[0])
                .Select(choice => $"{choice.GetProperty("index")}:{choice.GetProperty("text")}:{choice.GetProperty("finish_reason")}"));
        Assert.All(claude.Bodies, body => Assert.False(body.TryGetProperty("stream", out _)));
    }

    [Fact]
    public async Task One_part_that_fails_fails_the_request()
    {
        var claude = new Upstream(body => Prompt(body) is "b" ? throw new HttpRequestException("gone") : Echo(body));

        var failed = await Calls.FailsAsync(
            () => claude.SendAsync("anthropic", ProviderTask.Completions, """{"prompt":["a","b","c"]}"""));

        Assert.Equal(ProviderFailure.Failed, failed.Failure);
    }

    private static string Prompt(JsonElement body) => body.GetProperty("messages")[0].GetProperty("content").GetString()!;

    private static IEnumerable<string> Texts(JsonElement body) =>
        body.GetProperty("texts").EnumerateArray().Select(text => text.GetString()!);

    private static string Echo(JsonElement body) => JsonSerializer.Serialize(new
    {
        content = new[] { new { type = "text", text = Prompt(body) } },
        stop_reason = "end_turn",
        usage = new { input_tokens = 1, output_tokens = 2 },
    });

    private sealed class Upstream(Func<JsonElement, string> answer) : HttpMessageHandler
    {
        private readonly List<JsonElement> _bodies = [];

        public IReadOnlyList<JsonElement> Bodies => _bodies;

        public async Task<ProviderAnswer> SendAsync(string provider, ProviderTask task, string body)
        {
            using var client = new ProviderClient(this, new() { Retries = 0 }, new ManualTime());
            return await client.SendAsync(
                ProviderCatalog.Find(provider)!, new(task, Encoding.UTF8.GetBytes(body), false), Target, Calls.Minute, CancellationToken.None);
        }

        public async Task<List<string>> StreamAsync(string provider, string body)
        {
            using var client = new ProviderClient(this, new() { Retries = 0 }, new ManualTime());
            var call = new ProviderCall(ProviderTask.Completions, Encoding.UTF8.GetBytes(body), Stream: true);
            return await client.StreamAsync(ProviderCatalog.Find(provider)!, call, Target).ReadAsync();
        }

        private static ProviderTarget Target => new("claude-sonnet-4-5", "my-endpoint", new Dictionary<string, string>());

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = JsonElement.Parse(await request.Content!.ReadAsByteArrayAsync(cancellationToken));
            lock (_bodies) _bodies.Add(body);
            return new(HttpStatusCode.OK) { Content = new StringContent(answer(body), Encoding.UTF8, "application/json") };
        }
    }
}
