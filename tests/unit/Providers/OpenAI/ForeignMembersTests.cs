using System.Text;
using Andamento.Providers;
using Andamento.Providers.OpenAI;

namespace Andamento.Tests.Unit.Providers.OpenAI;

public sealed class ForeignMembersTests
{
    [Fact]
    public void Marks_of_other_vendors_are_taken_out_and_all_that_was_said_stays() => Assert.Equal(
        """
        {"model":"m","messages":[{"role":"system","content":[{"type":"text","text":"\u00e9"}]},
        {"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{\"is_error\":1}"}}]},
        {"role":"tool","tool_call_id":"a","content":"no"}],
        "tools":[{"type":"function","function":{"name":"f","parameters":{"properties":{"cache_control":{"type":"string"}}}}}]}
        """.ReplaceLineEndings(""),
        Write("""
        {"messages":[{"role":"system","content":[{"type":"text","text":"\u00e9","cache_control":{"type":"ephemeral"}}]},
        {"role":"assistant","thinking_blocks":[{"type":"thinking","thinking":"Hm","signature":"s"}],"content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{\"is_error\":1}"},"cache_control":{"type":"ephemeral"}}]},
        {"role":"tool","tool_call_id":"a","content":"no","is_error":true}],
        "tools":[{"type":"function","function":{"name":"f","parameters":{"properties":{"cache_control":{"type":"string"}}}},"cache_control":{"type":"ephemeral"}}]}
        """.ReplaceLineEndings("")));

    [Fact]
    public void Messages_without_marks_pass_byte_for_byte() => Assert.Equal(
        """{"model":"m","messages":[ {"role" : "user","x_new":[1.50],"content":"\u00e9"} ]}""",
        Write("""{"messages":[ {"role" : "user","x_new":[1.50],"content":"\u00e9"} ]}"""));

    [Theory]
    [InlineData("m", """{"thinking":{"type":"enabled","budget_tokens":2048},"n":1}""", """{"model":"m","n":1}""")]
    [InlineData("o3", """{"thinking":{"type":"enabled","budget_tokens":1024}}""", """{"model":"o3","reasoning_effort":"low"}""")]
    [InlineData("o3", """{"thinking":{"type":"enabled","budget_tokens":2048}}""", """{"model":"o3","reasoning_effort":"medium"}""")]
    [InlineData("o3", """{"thinking":{"type":"enabled","budget_tokens":31999}}""", """{"model":"o3","reasoning_effort":"high"}""")]
    [InlineData("o3", """{"thinking":{"type":"disabled"}}""", """{"model":"o3"}""")]
    [InlineData("o3", """{"thinking":{"type":"adaptive"},"output_config":{"effort":"max"}}""", """{"model":"o3","reasoning_effort":"high"}""")]
    [InlineData("o3", """{"thinking":{"budget_tokens":9999},"reasoning_effort":"low"}""", """{"model":"o3","reasoning_effort":"low"}""")]
    public void How_much_to_think_is_told_to_models_that_can_be_told(string model, string body, string expected) =>
        Assert.Equal(expected, Write(body, model));

    [Fact]
    public void A_user_too_long_for_OpenAI_is_left_out()
    {
        Assert.Equal($$"""{"model":"m","user":"{{new string('u', 64)}}"}""", Write($$"""{"user":"{{new string('u', 64)}}"}"""));
        Assert.Equal("""{"model":"m"}""", Write($$"""{"user":"{{new string('u', 65)}}"}"""));
    }

    [Fact]
    public void A_service_that_is_not_OpenAIs_own_gets_it_all()
    {
        const string Body = """{"messages":[{"role":"user","content":"x","cache_control":{}}],"thinking":{"type":"adaptive"}}""";

        Assert.Equal($$"""{"model":"m",{{Body[1..]}}""", Write(Body, own: false));
    }

    private static string Write(string body, string model = "m", bool own = true) => Encoding.UTF8.GetString(
        ChatBody.Write(new ProviderCall(ProviderTask.Chat, Encoding.UTF8.GetBytes(body), Stream: false), model, own: own).Span);
}
