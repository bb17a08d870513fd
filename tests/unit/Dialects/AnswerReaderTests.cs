using System.Text.Json;
using Andamento.Api.Dialects;
using Andamento.Serving;

namespace Andamento.Tests.Unit.Dialects;

public sealed class AnswerReaderTests : IAnswerListener
{
    private readonly List<string> _heard = [];
    private readonly AnswerReader _reader;

    public AnswerReaderTests() => _reader = new(this, "r");

    [Fact]
    public void What_a_service_says_before_its_first_choice_is_not_the_beginning() => Hears(
        ["begin chatcmpl-1", "open Text", "hi", "close Text", "end Stop 0+0"],
        """{"id":"","object":"","created":0,"model":"","choices":[],"prompt_filter_results":[]}""",
        Dialogue.Delta("""{"content":"hi"}""", "stop"));

    [Fact]
    public void Calls_without_an_index_are_told_apart_by_their_ids() => Hears(
        ["begin chatcmpl-1", "open Call a f", "{}", "close Call a f", "open Call b g", "{", "}", "close Call b g", "end ToolCalls 0+0"],
        Dialogue.Delta("""{"tool_calls":[{"id":"a","function":{"name":"f","arguments":"{}"}}]}"""),
        Dialogue.Delta("""{"tool_calls":[{"id":"b","function":{"name":"g","arguments":"{"}}]}"""),
        Dialogue.Delta("""{"tool_calls":[{"function":{"arguments":"}"}}]}""", "stop"));

    [Fact]
    public void A_call_without_an_id_gets_one() => Hears(
        ["begin chatcmpl-1", "open Call call_r_0 f", "close Call call_r_0 f", "end ToolCalls 0+0"],
        Dialogue.Delta("""{"tool_calls":[{"index":0,"function":{"name":"f","arguments":""}}]}""", "tool_calls"));

    [Fact]
    public void Thinking_that_is_told_twice_is_heard_once() => Hears(
        ["begin chatcmpl-1", "open Thinking", "Hm", "close Thinking s", "open Text", "hi", "close Text", "end Stop 0+0"],
        Dialogue.Delta("""{"reasoning_content":"Hm","thinking_blocks":[{"type":"thinking","thinking":"Hm","signature":""}]}"""),
        Dialogue.Delta("""{"reasoning_content":"","thinking_blocks":[{"type":"thinking","thinking":"","signature":"s"}]}"""),
        Dialogue.Delta("""{"content":"hi"}""", "stop"));

    [Fact]
    public void Thinking_that_comes_in_blocks_only_is_heard_whole() => Hears(
        ["begin chatcmpl-1", "open Thinking", "H", "m", "close Thinking s", "end Stop 0+0"],
        Dialogue.Delta("""{"thinking_blocks":[{"type":"thinking","thinking":"H"}]}"""),
        Dialogue.Delta("""{"thinking_blocks":[{"type":"thinking","thinking":"m","signature":"s"}]}""", "stop"));

    [Fact]
    public void A_second_choice_is_not_heard() => Hears(
        ["begin c", "open Text", "one", "close Text", "end Length 0+0"],
        """{"id":"c","choices":[{"index":0,"delta":{"content":"one"},"finish_reason":"length"},{"index":1,"delta":{"content":"two"},"finish_reason":"stop"}]}""");

    [Fact]
    public void Usage_that_only_the_frames_tell_is_known_at_the_end()
    {
        _reader.ReadFrame(new() { Json = Dialogue.Bytes(Dialogue.Delta("""{"content":"x"}""")), Usage = new(3, 1) });
        _reader.ReadFrame(new() { Json = default, Usage = new(3, 4) });
        _reader.End();

        Assert.Equal("end Stop 3+4", _heard[^1]);
    }

    [Theory]
    [InlineData("""{"choices":[{"message":null}]}""")]
    [InlineData("""{"predictions":[1]}""")]
    [InlineData("[]")]
    [InlineData("no")]
    public void What_is_no_chat_completion_is_the_models_fault(string answer)
    {
        var failure = Assert.Throws<ServingException>(() => _reader.ReadWhole(new() { Body = Dialogue.Bytes(answer) }));

        Assert.Equal(FailureKind.UpstreamFailed, failure.Kind);
    }

    [Fact]
    public void Going_back_to_an_earlier_call_is_the_models_fault()
    {
        foreach (var index in new[] { 0, 1 })
            _reader.ReadFrame(new() { Json = Dialogue.Bytes(Dialogue.Delta($$$"""{"tool_calls":[{"index":{{{index}}},"id":"{{{index}}}","function":{"name":"f","arguments":"{"}}]}""")) });

        var late = new AnswerFrame { Json = Dialogue.Bytes(Dialogue.Delta("""{"tool_calls":[{"index":0,"function":{"arguments":"}"}}]}""")) };
        Assert.Equal(FailureKind.UpstreamFailed, Assert.Throws<ServingException>(() => _reader.ReadFrame(late)).Kind);
    }

    void IAnswerListener.Begin(in AnswerBeginning head) => _heard.Add($"begin {head.Id}");

    void IAnswerListener.Open(AnswerBlock block) => _heard.Add($"open {Name(block)}");

    void IAnswerListener.Append(AnswerBlock block, JsonElement text) => _heard.Add(text.GetString()!);

    void IAnswerListener.Close(AnswerBlock block) => _heard.Add($"close {Name(block)}{(block.Signature is null ? "" : $" {block.Signature}")}");

    void IAnswerListener.End(FinishReason reason, in AnswerUsage usage) => _heard.Add($"end {reason} {usage.Prompt}+{usage.Completion}");

    private void Hears(string[] expected, params string[] chunks)
    {
        foreach (var chunk in chunks) _reader.ReadFrame(new() { Json = Dialogue.Bytes(chunk) });

        _reader.End();
        Assert.Equal(expected, _heard);
    }

    private static string Name(AnswerBlock block) => block.Kind is BlockKind.Call ? $"Call {block.CallId} {block.Name}" : $"{block.Kind}";
}
