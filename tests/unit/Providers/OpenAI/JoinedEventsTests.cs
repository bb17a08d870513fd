using System.Text;
using Andamento.Providers;

namespace Andamento.Tests.Unit.Providers.OpenAI;

/// <summary>Events that come together may go on as one frame, and those alike are not read again. Nothing else changes.</summary>
public sealed class JoinedEventsTests
{
    private const string Separator = "\n\ndata: ";

    private static readonly string[] Texts =
    [
        "", " word", "Grüße 👋", """line\nbreak \"quoted\" \\ \/ \b\f\r\t""", """\u00e9\uD83D\ude00""", "null}]}", """{\"a\":1}""",
    ];

    [Fact]
    public void Joined_events_are_those_that_would_have_come_one_by_one()
    {
        string[] events = [.. Texts.Select(Delta), Stop, Usage];

        var (one, oneUsage) = Read(join: false, events);
        var (joined, usage) = Read(join: true, events);

        Assert.Equal(one, Assert.Single(joined).Split(Separator));
        Assert.Equal((new ProviderUsage(3, 2), oneUsage), (usage, usage));
    }

    [Theory]
    [InlineData("""{"id":"c1","choices":[{"index":0,"delta":{"content":"TEXT"},"finish_reason":null}],"model":"gpt-4o-mini"}""")]
    [InlineData("""{"choices":[{"text":"TEXT","index":0,"finish_reason":null}]}""")]
    [InlineData("""{"model":"m","choices":[{"index":1,"delta":{"role":"assistant","content":"TEXT"},"finish_reason":null},{"index":0,"delta":{}}]}""")]
    [InlineData("""{"model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"TEXT"}}]}}]}""")]
    public void It_holds_for_every_shape_of_event(string shape)
    {
        string[] events = [.. Texts.Select(text => shape.Replace("TEXT", text, StringComparison.Ordinal))];

        Assert.Equal(Read(join: false, events).Events, Assert.Single(Read(join: true, events).Events).Split(Separator));
    }

    [Theory]
    [InlineData("""{"id":"c2","model":"other","choices":[{"index":0,"delta":{"content":"x"},"finish_reason":null}]}""")]
    [InlineData("""{"id":"c1","model":"gpt-4o-mini","choices":[{"index":1,"delta":{"content":"x"},"finish_reason":null}]}""")]
    [InlineData("""{"id":"c1","model":"gpt-4o-mini","choices":[{"index":0,"delta":{"content":"x"},"finish_reason":"stop"}]}""")]
    [InlineData("""{"id":"c1","model":"gpt-4o-mini","choices":[{"index":0,"delta":{"content":null},"finish_reason":null}]}""")]
    [InlineData("""{"id":"c1","model":"gpt-4o-mini","choices":[{"index":0,"delta":{"content":"x"},"finish_reason":null}],"usage":{"prompt_tokens":9,"completion_tokens":1}}""")]
    public void An_event_that_differs_in_more_than_its_text_is_read_as_it_is(string other)
    {
        string[] events = [Delta("a"), other, Delta("b"), Usage];

        var (one, oneUsage) = Read(join: false, events);
        var (joined, usage) = Read(join: true, events);

        Assert.Equal(one, Assert.Single(joined).Split(Separator));
        Assert.Equal(oneUsage, usage);
    }

    [Theory]
    [InlineData("a\"b")]
    [InlineData("a\nb")]
    [InlineData("""ends in a \""")]
    [InlineData("""\x""")]
    [InlineData("""\u12g4""")]
    [InlineData("""\u12""")]
    public void A_text_that_would_break_out_of_its_string_is_no_answer(string text)
    {
        var failed = Assert.Throws<ProviderException>(() => Read(join: true, Delta("a"), Delta(text)));

        Assert.Equal("invalid_upstream_response", failed.Code);
    }

    [Fact]
    public void An_error_behind_events_alike_is_an_error()
    {
        var failed = Assert.Throws<ProviderException>(() => Read(join: true, Delta("a"), Delta("b"), """{"error":{"message":"busy","type":"overloaded_error"}}"""));

        Assert.Equal(ProviderFailure.Unavailable, failed.Failure);
    }

    [Fact]
    public void Events_alike_count_for_whether_the_answer_is_whole()
    {
        var reader = Reader(join: true);
        List<ProviderChunk> chunks = [];
        foreach (var payload in new[] { Delta("a"), Delta("b") }) reader.ReadEvent(Encoding.UTF8.GetBytes(payload), chunks);

        Assert.Throws<ProviderException>(() => reader.End(chunks));
        reader.ReadEvent(Encoding.UTF8.GetBytes(Stop), chunks);
        reader.End(chunks);
    }

    private const string Stop = """{"id":"c1","model":"gpt-4o-mini","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""";
    private const string Usage = """{"id":"c1","model":"gpt-4o-mini","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}""";

    private static string Delta(string text) =>
        """{"id":"c1","model":"gpt-4o-mini","choices":[{"index":0,"delta":{"content":"TEXT"},"finish_reason":null}]}""".Replace("TEXT", text, StringComparison.Ordinal);

    private static IAnswerReader Reader(bool join) =>
        Calls.OpenAI.ReadAnswer(Calls.Chat(Calls.Hello, stream: true) with { JoinEvents = join }, Calls.Target());

    private static (string[] Events, ProviderUsage? Usage) Read(bool join, params string[] events)
    {
        var reader = Reader(join);
        List<ProviderChunk> chunks = [];
        foreach (var payload in events) reader.ReadEvent(Encoding.UTF8.GetBytes(payload), chunks);

        reader.EndBatch(chunks);
        return (
            [.. chunks.Where(chunk => !chunk.Json.IsEmpty).Select(chunk => chunk.Json.Text())],
            chunks.Select(chunk => chunk.Usage).LastOrDefault(usage => usage is not null));
    }
}
