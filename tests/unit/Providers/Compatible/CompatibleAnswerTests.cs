using System.Text;
using Andamento.Providers;

namespace Andamento.Tests.Unit.Providers.Compatible;

public sealed class CompatibleAnswerTests
{
    private static readonly IProviderAdapter Custom = ProviderCatalog.Find("custom")!;

    [Fact]
    public void A_letter_that_comes_in_two_halves_reaches_the_caller_whole()
    {
        List<ProviderChunk> chunks = [];
        var reader = Reader(Custom);

        foreach (var half in new[] { "\\ud83d", "\\ude00" })
        {
            reader.ReadEvent(Encoding.UTF8.GetBytes(
                $$"""{"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"{{half}}"},"finish_reason":null}]}"""), chunks);
        }

        Assert.Equal(["\\ud83d", "\\ude00"], chunks.Select(chunk => chunk.Json.Text().Split("\"content\":\"")[1][..6]));
    }

    [Fact]
    public void An_event_without_members_stays_JSON()
    {
        List<ProviderChunk> chunks = [];

        Reader(Calls.OpenAI).ReadEvent("{ }"u8, chunks);

        Assert.Equal("""{"model":"my-endpoint" }""", chunks[0].Json.Text());
    }

    [Theory]
    [InlineData("""{"prompt_tokens":21.0,"completion_tokens":9.0,"total_tokens":30.0}""", 21, 9)]
    [InlineData("""{"prompt_tokens":-5,"completion_tokens":-1000000,"total_tokens":1}""", 1, 0)]
    [InlineData("""{"prompt_tokens":2,"completion_tokens":9e18,"total_tokens":5}""", 2, 3)]
    [InlineData("""{"total_tokens":7}""", 7, 0)]
    [InlineData("""{"completion_tokens":4,"total_tokens":7}""", 3, 4)]
    public void Tokens_are_counted_also_in_floats_and_what_cannot_be_is_not_said(string usage, long prompt, long completion) => Assert.Equal(
        new ProviderUsage(prompt, completion),
        Reader(Custom).ReadWhole(Encoding.UTF8.GetBytes(
            $$"""{"id":"c1","object":"chat.completion","created":1,"choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"logprobs":null,"finish_reason":"stop"}],"usage":{{usage}}}""")).Usage);

    [Fact]
    public void A_completion_put_as_a_chat_tells_what_was_cached_and_thought()
    {
        var call = Calls.Chat("""{"prompt":"Hi"}""") with { Task = ProviderTask.Completions };
        var reader = Calls.OpenAI.ReadAnswer(call, Calls.Target());

        var answer = reader.ReadWhole("""
            {"choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":7,"total_tokens":16,
            "prompt_tokens_details":{"cached_tokens":8},"completion_tokens_details":{"reasoning_tokens":5}}}
            """u8.ToArray()).Json.Text();

        Assert.Contains(
            """total_tokens":16,"prompt_tokens_details":{"cached_tokens":8},"completion_tokens_details":{"reasoning_tokens":5}""", answer, StringComparison.Ordinal);
    }

    private static IAnswerReader Reader(IProviderAdapter adapter) => adapter.ReadAnswer(Calls.Chat(stream: true), Calls.Target());
}
