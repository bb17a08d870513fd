using System.Text;
using Andamento.Api.Invocations;
using Andamento.Serving;

namespace Andamento.Tests.Unit.Invocations;

public class BodyProbeTests
{
    [Fact]
    public void A_chat_body_tells_its_model_its_messages_and_that_it_streams()
    {
        var body = Read("""{"model":"gpt","messages":[{"role":"user","content":"hi","model":"inner"}],"stream":true}""");

        Assert.Equal(new(BodyMembers.Model | BodyMembers.Messages | BodyMembers.Stream, "gpt", Stream: true), body);
    }

    [Theory]
    [InlineData("dataframe_split", BodyMembers.DataframeSplit)]
    [InlineData("dataframe_records", BodyMembers.DataframeRecords)]
    [InlineData("instances", BodyMembers.Instances)]
    [InlineData("inputs", BodyMembers.Inputs)]
    [InlineData("messages", BodyMembers.Messages)]
    [InlineData("prompt", BodyMembers.Prompt)]
    [InlineData("input", BodyMembers.Input)]
    [InlineData("params", BodyMembers.None)]
    [InlineData(@"inst\u0061nces", BodyMembers.Instances)]
    internal void Each_deciding_member_is_found_however_it_is_spelled(string name, BodyMembers expected) =>
        Assert.Equal(expected, Read($$"""{"{{name}}":[[{}],{"a":"}"}]}""").Members);

    [Fact]
    public void Members_deeper_down_decide_nothing() =>
        Assert.Equal(BodyMembers.None, Read("""{"a":{"messages":[],"stream":true},"b":[{"model":"x"}]}""").Members);

    [Theory]
    [InlineData("null", null)]
    [InlineData("7", null)]
    [InlineData("\"caf\\u00e9\"", "café")]
    public void A_model_is_text_or_none(string value, string? expected) => Assert.Equal(expected, Read($$"""{"model":{{value}}}""").Model);

    [Theory]
    [InlineData("false")]
    [InlineData("null")]
    public void A_stream_that_is_not_true_is_none(string value) => Assert.False(Read($$"""{"stream":{{value}}}""").Stream);

    [Theory]
    [InlineData("\"true\"", "a string")]
    [InlineData("1", "a number")]
    [InlineData("[]", "a list")]
    public void A_stream_that_is_no_flag_is_refused_by_name(string value, string kind)
    {
        var failed = Refused($$"""{"stream":{{value}}}""");

        Assert.Equal($"'stream' must be true or false, not {kind}.", failed.Message);
        Assert.Equal("stream", failed.Param);
    }

    [Theory]
    [InlineData("""{"messages":[],"a":1,"messages":[]}""", "messages")]
    [InlineData("""{"model":"a","mod\u0065l":"b"}""", "model")]
    public void A_deciding_member_given_twice_is_refused(string body, string name)
    {
        var failed = Refused(body);

        Assert.Equal($"The body has '{name}' twice.", failed.Message);
        Assert.Equal(name, failed.Param);
    }

    [Theory]
    [InlineData("[1]", "a list")]
    [InlineData("\"text\"", "a string")]
    [InlineData("3.5", "a number")]
    [InlineData("null", "null")]
    [InlineData("true", "a boolean")]
    public void A_body_that_is_no_object_is_named_for_what_it_is(string body, string kind) =>
        Assert.Equal($"The body must be a JSON object, not {kind}.", Refused(body).Message);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}{}")]
    [InlineData("""{"a":1,}""")]
    [InlineData("""{"a":NaN}""")]
    [InlineData("""{"a":1} // why""")]
    [InlineData("{'a':1}")]
    public void A_body_that_is_not_JSON_is_refused(string body) =>
        Assert.StartsWith("The body is not JSON", Refused(body).Message, StringComparison.Ordinal);

    [Fact]
    public void Text_that_is_not_UTF8_is_refused_also_inside_of_strings()
    {
        var failed = Assert.Throws<ServingException>(() => BodyProbe.Read([.. "{\"a\":\""u8, 0xC3, 0x28, .. "\"}"u8]));

        Assert.Equal("The body is not UTF-8.", failed.Message);
    }

    [Theory]
    [InlineData(63, true)]
    [InlineData(64, false)]
    public void Nesting_ends_at_64_levels(int lists, bool accepted)
    {
        var body = $$"""{"a":{{new string('[', lists)}}{{new string(']', lists)}}}""";

        if (accepted) Read(body);
        else Refused(body);
    }

    [Theory]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""{"model":"\udc00"}""")]
    public void Half_of_a_surrogate_pair_is_no_text(string body) => Refused(body);

    [Fact]
    public void A_body_without_a_model_is_probed_without_allocating()
    {
        var body = Encoding.UTF8.GetBytes($$"""{"messages":[{"role":"user","content":"{{new string('x', 4000)}}"}],"temperature":0.5,"stream":true}""");
        BodyProbe.Read(body);

        var before = GC.GetAllocatedBytesForCurrentThread();
        BodyProbe.Read(body);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static BodyProbe Read(string body) => BodyProbe.Read(Encoding.UTF8.GetBytes(body));

    private static ServingException Refused(string body)
    {
        var failed = Assert.Throws<ServingException>(() => Read(body));
        Assert.Equal(FailureKind.BadRequest, failed.Kind);
        return failed;
    }
}
