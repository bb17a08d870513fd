using System.Text.Json.Nodes;
using static Andamento.Tests.Unit.Inference.LanguageModels.ScriptedModel;

namespace Andamento.Tests.Unit.Inference.LanguageModels;

public sealed class ChatTests
{
    [Fact]
    public async Task The_answer_is_openais()
    {
        var model = Chat("Hello world");
        model.Generator.KnownPromptTokens = 3;

        var answer = await model.RunAsync(Hello());

        var json = JsonNode.Parse(answer.Json.Span)!;
        Assert.Matches("^chatcmpl-[0-9A-Za-z]{24}$", (string)json["id"]!);
        Assert.Equal("chat.completion", (string)json["object"]!);
        Assert.InRange((long)json["created"]!, 1_700_000_000, 5_000_000_000);
        Assert.Equal("my-endpoint", (string)json["model"]!);
        Assert.Equal(
            """[{"index":0,"message":{"role":"assistant","content":"Hello world"},"logprobs":null,"finish_reason":"stop"}]""",
            json["choices"]!.ToJsonString());
        // "user:Hi\n" is eight bytes; Hel, lo and world are three tokens.
        Assert.Equal(
            """{"prompt_tokens":8,"completion_tokens":3,"total_tokens":11,"prompt_tokens_details":{"cached_tokens":3}}""",
            json["usage"]!.ToJsonString());
        Assert.Equal((8L, 3L), (answer.PromptTokens, answer.CompletionTokens));
        Assert.Equal(0, model.Generator.Open);
    }

    [Fact]
    public async Task A_stream_has_the_role_first_then_pieces_then_the_reason_then_the_usage()
    {
        var chunks = await Chat("Hello world").ChunksAsync(Hello("\"stream\":true,\"stream_options\":{\"include_usage\":true}"));

        Assert.Single(chunks.Select(chunk => (string)chunk["id"]!).Distinct());
        Assert.All(chunks, chunk => Assert.Equal("chat.completion.chunk", (string)chunk["object"]!));
        Assert.Equal(
            [
                """{"role":"assistant","content":""} null""",
                """{"content":"Hel"} null""",
                """{"content":"lo"} null""",
                """{"content":" world"} null""",
                """{} "stop" """.TrimEnd(),
            ],
            chunks.SkipLast(1).Select(chunk => $"{chunk["choices"]![0]!["delta"]!.ToJsonString()} {chunk["choices"]![0]!["finish_reason"]?.ToJsonString() ?? "null"}"));
        Assert.All(chunks.SkipLast(1), chunk => Assert.True(chunk.AsObject().ContainsKey("usage") && chunk["usage"] is null));
        Assert.Equal("[]", chunks[^1]["choices"]!.ToJsonString());
        Assert.Equal(11, (int)chunks[^1]["usage"]!["total_tokens"]!);
    }

    [Fact]
    public async Task Without_asking_a_stream_says_its_usage_only_beside_the_chunks()
    {
        var events = await Chat("Hello").StreamAsync(Hello(), CancellationToken.None).ToListAsync();

        Assert.True(events[^1].Json.IsEmpty);
        Assert.Equal((8L, 2L), (events[^1].PromptTokens, events[^1].CompletionTokens));
        Assert.All(events.SkipLast(1), one => Assert.False(JsonNode.Parse(one.Json.Span)!.AsObject().ContainsKey("usage")));
    }

    [Fact]
    public async Task A_limit_ends_an_answer_as_length()
    {
        var json = await Chat("Hello world").AskAsync(Hello("\"max_tokens\":9,\"max_completion_tokens\":2"));

        Assert.Equal(("Hello", "length"), ((string)json["choices"]![0]!["message"]!["content"]!, (string)json["choices"]![0]!["finish_reason"]!));
    }

    [Fact]
    public async Task Without_a_limit_the_context_is_the_limit()
    {
        var model = Chat("Hello");

        await model.AskAsync(Hello());

        Assert.Equal(1_000 - 8, Assert.Single(model.Generator.Started).MaxTokens);
    }

    [Theory]
    [InlineData("\"max_tokens\":993", "This model's context is 1000 tokens. The prompt has 8 tokens and the request wants 993 tokens of answer, 1001 together. Shorten the prompt or lower max_tokens.")]
    public async Task What_does_not_fit_the_context_is_refused_with_the_numbers(string more, string message)
    {
        var refused = await Chat("").RefusalAsync(Hello(more));

        Assert.Equal((message, "messages", "context_length_exceeded"), (refused.Message, refused.Param, refused.Code));
    }

    [Theory]
    [InlineData("Hello STOP world", """["STOP"]""", "Hello ")]
    [InlineData("Hello STOP!", "\"STOP!\"", "Hello ")]
    [InlineData("Hello STOP!", """["OP!","lo S"]""", "Hel")]
    [InlineData("STOP", "\"STOP\"", "")]
    [InlineData("Hello ST", "\"STOP\"", "Hello ST")]
    [InlineData("aab", "\"ab\"", "a")]
    public async Task A_stop_text_ends_the_answer_wherever_tokens_are_cut(string written, string stop, string told)
    {
        var model = Chat(written);
        var body = Hello($"\"stop\":{stop}");

        var whole = await model.AskAsync(body);
        var chunks = await model.ChunksAsync(body);

        Assert.Equal((told, "stop"), ((string)whole["choices"]![0]!["message"]!["content"]!, (string)whole["choices"]![0]!["finish_reason"]!));
        Assert.Equal(told, Contents(chunks));
        Assert.Equal(0, model.Generator.Open);
    }

    [Fact]
    public async Task A_character_is_never_cut_in_two()
    {
        // é and an emoji, byte by byte.
        var chunks = await Chat((_, _) => [0xC3, 0xA9, 0xF0, 0x9F, 0x98, 0x80, 'x']).ChunksAsync(Hello());

        Assert.Equal(["", "é", "😀", "x"], chunks.SkipLast(1).Select(chunk => (string)chunk["choices"]![0]!["delta"]!["content"]!));
    }

    [Fact]
    public async Task Several_answers_are_sequences_of_their_own_over_one_prompt()
    {
        var model = Chat((_, i) => Tokenizer.Encode($"answer {i}", withMarks: false), together: 2);

        var json = await model.AskAsync(Hello("\"n\":5,\"seed\":7"));

        var texts = json["choices"]!.AsArray().Select(choice => (string)choice!["message"]!["content"]!);
        Assert.Equal(Enumerable.Range(0, 5).Select(i => $"answer {i}"), texts.Order(StringComparer.Ordinal));
        Assert.Equal([0, 1, 2, 3, 4], json["choices"]!.AsArray().Select(choice => (int)choice!["index"]!));
        Assert.Equal([7, 8, 9, 10, 11], model.Generator.Started.Select(request => request.Sampling.Seed!.Value));
        Assert.Equal((8, 5 * 8), ((int)json["usage"]!["prompt_tokens"]!, (int)json["usage"]!["completion_tokens"]!));
    }

    [Fact]
    public async Task Streams_of_several_answers_are_told_apart_by_their_index()
    {
        var chunks = await Chat((_, _) => Tokenizer.Encode("Hello", withMarks: false)).ChunksAsync(Hello("\"n\":3"));

        foreach (var own in chunks.GroupBy(chunk => (int)chunk["choices"]![0]!["index"]!))
        {
            Assert.Equal("Hello", Contents([.. own]));
            Assert.Equal("assistant", (string)own.First()["choices"]![0]!["delta"]!["role"]!);
            Assert.Equal("stop", (string)own.Last()["choices"]![0]!["finish_reason"]!);
        }

        Assert.Equal(3 * 4, chunks.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_reader_who_leaves_frees_every_sequence(int count)
    {
        var model = Chat("Hello world");
        model.Generator.Gate = new TaskCompletionSource().Task;

        await foreach (var first in model.StreamAsync(Hello($"\"n\":{count}"), CancellationToken.None)) break;

        Assert.Equal((count, 0), (model.Generator.Started.Count, model.Generator.Open));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_cancelled_stream_frees_every_sequence(int count)
    {
        var model = Chat("Hello world");
        model.Generator.Gate = new TaskCompletionSource().Task;
        using var gone = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var one in model.StreamAsync(Hello($"\"n\":{count}"), gone.Token)) await gone.CancelAsync();
        });

        Assert.Equal(0, model.Generator.Open);
    }

    [Fact]
    public async Task Probabilities_are_told_for_each_token()
    {
        var body = Hello("\"logprobs\":true,\"top_logprobs\":2,\"stop\":\" w\"");
        var json = await Chat("Hello world").AskAsync(body);
        var chunks = await Chat("Hello world").ChunksAsync(body);

        var content = json["choices"]![0]!["logprobs"]!["content"]!.AsArray();
        Assert.Equal(["Hel", "lo"], content.Select(token => (string)token!["token"]!));
        Assert.Equal("""{"token":"Hel","logprob":-0.5,"bytes":[72,101,108],"top_logprobs":[{"token":"Hel","logprob":-0.5,"bytes":[72,101,108]},{"token":"b","logprob":-1.5,"bytes":[98]}]}""", content[0]!.ToJsonString());
        Assert.Equal(content.ToJsonString(), new JsonArray([.. chunks
            .SelectMany(chunk => chunk["choices"]![0]!["logprobs"]?["content"]?.AsArray() ?? []).Select(token => token!.DeepClone())]).ToJsonString());
    }

    [Fact]
    public async Task The_template_sees_the_conversation_in_its_plainest_form()
    {
        var model = Chat("x");

        await model.AskAsync("""
            {"messages":[{"role":"developer","content":[{"type":"text","text":"Be "},{"type":"text","text":"kind"}]},{"role":"user","content":"Hi","name":"Ada"},
             {"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"now","arguments":"{\"zone\":\"UTC\"}"}}]},
             {"role":"tool","tool_call_id":"c1","content":"noon"}]}
            """);

        Assert.Equal(
            """[{"role":"system","content":"Be kind"},{"role":"user","content":"Hi","name":"Ada"},{"role":"assistant","content":"","tool_calls":[{"id":"c1","type":"function","function":{"name":"now","arguments":{"zone":"UTC"}}}]},{"role":"tool","content":"noon","tool_call_id":"c1"}]""",
            model.Seen!.Messages.GetRawText());
        Assert.True(model.Seen.AddGenerationPrompt);
        Assert.Null(model.Seen.Tools);
    }

    [Fact]
    public async Task The_default_system_prompt_is_for_those_who_give_none()
    {
        var model = Chat((_, _) => [], defaultSystemPrompt: "You are kind.");

        await model.AskAsync(Hello());
        Assert.Equal("""[{"role":"system","content":"You are kind."},{"role":"user","content":"Hi"}]""", model.Seen!.Messages.GetRawText());

        await model.AskAsync("""{"messages":[{"role":"system","content":"Mine"},{"role":"user","content":"Hi"}]}""");
        Assert.Equal("""[{"role":"system","content":"Mine"},{"role":"user","content":"Hi"}]""", model.Seen.Messages.GetRawText());
    }

    private static string Contents(IReadOnlyList<JsonNode> chunks) =>
        string.Concat(chunks.Select(chunk => (string?)chunk["choices"]![0]!["delta"]!["content"] ?? ""));
}
