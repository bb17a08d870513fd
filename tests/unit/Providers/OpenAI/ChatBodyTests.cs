using System.Text;
using Andamento.Providers;
using Andamento.Providers.OpenAI;

namespace Andamento.Tests.Unit.Providers.OpenAI;

public sealed class ChatBodyTests
{
    [Theory]
    [InlineData("""{}""", """{"model":"m"}""")]
    [InlineData("""{"model":"my-endpoint","messages":[]}""", """{"model":"m","messages":[]}""")]
    [InlineData("""{"client_request_id":"c","usage_context":{"a":"b"},"databricks_options":{},"n":1}""", """{"model":"m","n":1}""")]
    [InlineData("""{"stream":false,"stream_options":{"include_usage":true},"n":1}""", """{"model":"m","n":1}""")]
    [InlineData("""{"max_tokens":5,"max_completion_tokens":7}""", """{"model":"m","max_completion_tokens":7}""")]
    [InlineData("""{"max_tokens":5,"max_completion_tokens":null}""", """{"model":"m","max_tokens":5,"max_completion_tokens":null}""")]
    public void What_the_gateway_owns_is_taken_out(string body, string expected) =>
        Assert.Equal(expected, Write(body));

    [Theory]
    [InlineData("""{"vendor_thing":{"a" : [1.50, 1e3, "\u00e9\/"], "b":null}}""")]
    [InlineData("""{"näme":"\ud83c\udf0d","e\u0073c":12345678901234567890.12345678901234567890}""")]
    [InlineData("""{"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}],"user":"u-17"}""")]
    public void Unknown_members_pass_byte_for_byte(string body) =>
        Assert.Equal($$"""{"model":"m",{{body[1..^1]}}}""", Write(body));

    [Fact]
    public void The_model_is_written_as_JSON() =>
        Assert.Equal("""{"model":"a\u0022b"}""", Write("{}", model: "a\"b"));

    [Theory]
    [InlineData("""{"n":1}""", """{"model":"m","n":1,"stream":true,"stream_options":{"include_usage":true}}""")]
    [InlineData(
        """{"stream":true,"stream_options":{"include_usage":false,"include_obfuscation":false}}""",
        """{"model":"m","stream":true,"stream_options":{"include_obfuscation":false,"include_usage":true}}""")]
    [InlineData("""{"stream_options":null}""", """{"model":"m","stream":true,"stream_options":{"include_usage":true}}""")]
    public void A_stream_always_asks_for_usage(string body, string expected) =>
        Assert.Equal(expected, Write(body, stream: true));

    [Theory]
    [InlineData("""{"extra_params":{"seed":"7","user":"u","store":"true","top_p":"0.5"}}""", """{"model":"m","seed":7,"user":"u","store":true,"top_p":0.5}""")]
    [InlineData("""{"seed":1,"extra_params":{"seed":"7"}}""", """{"model":"m","seed":1}""")]
    [InlineData("""{"seed":null,"extra_params":{"seed":"7"}}""", """{"model":"m","seed":7}""")]
    [InlineData("""{"extra_params":{"unknown":"7","given":7}}""", """{"model":"m","unknown":"7","given":7}""")]
    [InlineData("""{"extra_params":{"logit_bias":"{\"5\":1}","stop":"END","tool_choice":"auto"}}""", """{"model":"m","logit_bias":{"5":1},"stop":"END","tool_choice":"auto"}""")]
    [InlineData("""{"extra_params":null}""", """{"model":"m"}""")]
    public void Extra_params_join_the_top_unless_it_says_otherwise(string body, string expected) =>
        Assert.Equal(expected, Write(body));

    [Theory]
    [InlineData("""{"extra_params":{"seed":"seven"}}""", "extra_params.seed", "'extra_params.seed' must be a number.")]
    [InlineData("""{"extra_params":{"store":"1"}}""", "extra_params.store", "'extra_params.store' must be a boolean.")]
    [InlineData("""{"extra_params":{"model":"gpt-4"}}""", "extra_params.model", "'extra_params.model' is not possible: put it at the top of the body.")]
    [InlineData("""{"extra_params":{"stream":"true"}}""", "extra_params.stream", "'extra_params.stream' is not possible: put it at the top of the body.")]
    [InlineData("""{"extra_params":{"messages":"[]"}}""", "extra_params.messages", "'extra_params.messages' is not possible: put it at the top of the body.")]
    [InlineData("""{"extra_params":"a"}""", "extra_params", "'extra_params' must be an object.")]
    [InlineData("""{"n":1,"n":2}""", "n", "The body names 'n' twice.")]
    [InlineData("""{"messages":[],"m\u0065ssages":[]}""", "messages", "The body names 'messages' twice.")]
    public void What_cannot_be_is_refused_by_name(string body, string param, string message)
    {
        var refused = Assert.Throws<ProviderException>(() => Write(body));

        Assert.Equal(ProviderFailure.Unsupported, refused.Failure);
        Assert.Equal(param, refused.Param);
        Assert.Equal(message, refused.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"a":1,}""")]
    [InlineData("""{"a":1} x""")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    public void What_is_no_JSON_object_is_refused(string body)
    {
        var refused = Assert.Throws<ProviderException>(() => Write(body));

        Assert.Equal(ProviderFailure.Unsupported, refused.Failure);
        Assert.StartsWith("The body is no ", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("o1", """{"max_tokens":5}""", """{"model":"o1","max_completion_tokens":5}""")]
    [InlineData("gpt-5.1", """{"max_tokens":5,"max_completion_tokens":null}""", """{"model":"gpt-5.1","max_completion_tokens":5}""")]
    [InlineData("o4-mini", """{"max_tokens":5,"max_completion_tokens":7}""", """{"model":"o4-mini","max_completion_tokens":7}""")]
    [InlineData("gpt-5", """{"temperature":0.2,"top_p":0.9,"presence_penalty":1,"frequency_penalty":1,"logprobs":true,"reasoning_effort":"low"}""", """{"model":"gpt-5","reasoning_effort":"low"}""")]
    [InlineData("o3-mini", """{"temperature":1,"seed":3}""", """{"model":"o3-mini","temperature":1,"seed":3}""")]
    [InlineData("ft:o4-mini-2025:acme", """{"max_tokens":5}""", """{"model":"ft:o4-mini-2025:acme","max_completion_tokens":5}""")]
    [InlineData("gpt-5-chat-latest", """{"max_tokens":5,"temperature":0}""", """{"model":"gpt-5-chat-latest","max_tokens":5,"temperature":0}""")]
    [InlineData("o10", """{"max_tokens":5}""", """{"model":"o10","max_tokens":5}""")]
    public void Models_that_reason_get_the_parameters_they_take(string model, string body, string expected) =>
        Assert.Equal(expected, Write(body, model: model));

    [Fact]
    public void Embeddings_are_not_streamed()
    {
        var call = new ProviderCall(ProviderTask.Embeddings, "{\"input\":\"a\"}"u8.ToArray(), Stream: true);

        var refused = Assert.Throws<ProviderException>(() => ChatBody.Write(call, "m"));

        Assert.Equal("stream", refused.Param);
    }

    [Theory]
    [InlineData("""{"stream_options":{"include_usage":true}}""", true)]
    [InlineData("""{"stream_options":{"include_\u0075sage":true}}""", true)]
    [InlineData("""{"stream_options":{}}""", false)]
    [InlineData("""{"a":{"stream_options":{"include_usage":true}},"stream_options":{"x":[1],"include_usage":false}}""", false)]
    [InlineData("""{"stream_options":null}""", false)]
    [InlineData("""{"stream":true}""", false)]
    public void A_caller_wants_usage_only_by_saying_so(string body, bool expected) =>
        Assert.Equal(expected, StreamOptions.WantsUsage(Encoding.UTF8.GetBytes(body)));

    private static string Write(string body, bool stream = false, string model = "m") =>
        ChatBody.Write(Calls.Chat(body, stream), model).Text();
}
