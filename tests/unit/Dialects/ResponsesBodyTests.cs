using Andamento.Api.Dialects.Responses;
using Andamento.Serving;

namespace Andamento.Tests.Unit.Dialects;

public sealed class ResponsesBodyTests
{
    private static readonly ResponsesDialect Dialect = ResponsesDialect.Instance;

    [Fact]
    public void A_text_is_what_the_user_says() => Same(
        """{"model":"chat","input":"hi"}""",
        """{"model":"chat","messages":[{"role":"user","content":"hi"}]}""");

    [Fact]
    public void Parameters_get_their_unified_names_and_what_nobody_here_knows_passes_through() => Same(
        """
        {"model":"chat","instructions":"Be brief.","input":"hi","max_output_tokens":64,"temperature":0.5,"top_p":0.9,"stream":true,
         "reasoning":{"effort":"low","summary":"auto"},"parallel_tool_calls":false,"metadata":{"a":"b"},"store":false,"background":false,
         "truncation":"disabled","max_tool_calls":3,"stream_options":{"include_obfuscation":false},"include":["reasoning.encrypted_content"],
         "text":{"verbosity":"low"},"previous_response_id":null,"user":"u","prompt_cache_key":"k","x_new":[1.50]}
        """,
        """
        {"model":"chat","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"hi"}],"max_tokens":64,
         "temperature":0.5,"top_p":0.9,"stream":true,"stream_options":{"include_usage":true},"reasoning_effort":"low",
         "parallel_tool_calls":false,"verbosity":"low","user":"u","prompt_cache_key":"k","x_new":[1.50]}
        """);

    [Fact]
    public void What_the_model_made_in_one_turn_is_one_message() => Input(
        """
        [{"role":"user","content":"Weather?"},
         {"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"Hm."}]},
         {"type":"message","role":"assistant","id":"msg_1","status":"completed","content":[{"type":"output_text","text":"Checking.","annotations":[]}]},
         {"type":"function_call","id":"fc_1","call_id":"call_1","name":"weather","arguments":"{\"city\":\"Oslo\"}"},
         {"type":"function_call","call_id":"call_2","name":"now","arguments":"{}"},
         {"type":"function_call_output","call_id":"call_1","output":"12 degrees"},
         {"type":"function_call_output","call_id":"call_2","output":[{"type":"input_text","text":"noon"},{"type":"input_image","image_url":"https://example.com/c.png"}]},
         {"type":"function_call","call_id":"call_3","name":"now","arguments":"{}"},
         {"type":"function_call_output","call_id":"call_3","output":"one"},
         {"role":"developer","content":"Be brief."}]
        """,
        """
        [{"role":"user","content":"Weather?"},
         {"role":"assistant","content":"Checking.","tool_calls":[
           {"id":"call_1","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Oslo\"}"}},
           {"id":"call_2","type":"function","function":{"name":"now","arguments":"{}"}}]},
         {"role":"tool","tool_call_id":"call_1","content":"12 degrees"},
         {"role":"tool","tool_call_id":"call_2","content":[{"type":"text","text":"noon"},{"type":"image_url","image_url":{"url":"https://example.com/c.png"}}]},
         {"role":"assistant","content":null,"tool_calls":[{"id":"call_3","type":"function","function":{"name":"now","arguments":"{}"}}]},
         {"role":"tool","tool_call_id":"call_3","content":"one"},
         {"role":"developer","content":"Be brief."}]
        """);

    [Fact]
    public void Two_messages_of_the_model_stay_two() => Input(
        """[{"role":"assistant","content":"One."},{"role":"assistant","content":"Two."},{"role":"user","content":"Three?"}]""",
        """[{"role":"assistant","content":"One."},{"role":"assistant","content":"Two."},{"role":"user","content":"Three?"}]""");

    [Theory]
    [InlineData("""{"type":"input_text","text":"t"}""", """{"type":"text","text":"t"}""")]
    [InlineData("""{"type":"refusal","refusal":"No."}""", """{"type":"refusal","refusal":"No."}""")]
    [InlineData(
        """{"type":"input_image","image_url":"data:image/png;base64,iVBO","detail":"low"}""",
        """{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBO","detail":"low"}}""")]
    [InlineData(
        """{"type":"input_file","filename":"a.pdf","file_data":"data:application/pdf;base64,JVBE"}""",
        """{"type":"file","file":{"file_data":"data:application/pdf;base64,JVBE","filename":"a.pdf"}}""")]
    [InlineData(
        """{"type":"input_audio","input_audio":{"data":"UklG","format":"wav"}}""",
        """{"type":"input_audio","input_audio":{"data":"UklG","format":"wav"}}""")]
    public void A_part_of_content_is_translated(string part, string unified) => Input(
        $$"""[{"role":"user","content":[{"type":"input_text","text":"Look:"},{{part}}]}]""",
        $$"""[{"role":"user","content":[{"type":"text","text":"Look:"},{{unified}}]}]""");

    [Fact]
    public void Functions_and_the_choice_among_them_are_translated() => Same(
        """
        {"input":"x","tools":[{"type":"function","name":"now","description":"Time","parameters":{"type":"object"},"strict":true},{"type":"function","name":"f","strict":null}],
         "tool_choice":{"type":"function","name":"now"}}
        """,
        """
        {"messages":[{"role":"user","content":"x"}],
         "tools":[{"type":"function","function":{"name":"now","description":"Time","parameters":{"type":"object"},"strict":true}},{"type":"function","function":{"name":"f"}}],
         "tool_choice":{"type":"function","function":{"name":"now"}}}
        """);

    [Theory]
    [InlineData("""{"type":"text"}""", null)]
    [InlineData("""{"type":"json_object"}""", """{"type":"json_object"}""")]
    [InlineData(
        """{"type":"json_schema","name":"n","schema":{"type":"object"},"strict":true,"description":"d"}""",
        """{"type":"json_schema","json_schema":{"name":"n","description":"d","schema":{"type":"object"},"strict":true}}""")]
    public void The_format_of_the_text_is_translated(string format, string? unified) => Same(
        $$$"""{"input":"x","text":{"format":{{{format}}}}}""",
        $$"""{"messages":[{"role":"user","content":"x"}]{{(unified is null ? "" : $",\"response_format\":{unified}")}} }""");

    [Theory]
    [InlineData("""{"model":"m"}""", "input", "is missing")]
    [InlineData("""{"input":[]}""", "input", "at least one item")]
    [InlineData("""{"input":7}""", "input", "must be a list")]
    [InlineData("""{"input":"x","background":true}""", "background", "not supported")]
    [InlineData("""{"input":"x","store":true}""", "store", "not stored")]
    [InlineData("""{"input":"x","conversation":"conv_1"}""", "conversation", "not stored")]
    [InlineData("""{"input":"x","messages":[]}""", "messages", "beside 'input'")]
    [InlineData("""{"input":"x","previous_response_id":"resp_1"}""", "previous_response_id", "Send the whole conversation")]
    [InlineData("""{"input":"x","service_tier":"auto"}""", "service_tier", "not supported")]
    [InlineData("""{"input":"x","prompt":{"id":"p"}}""", "prompt", "not supported")]
    [InlineData("""{"input":"x","truncation":"auto"}""", "truncation", "must be disabled")]
    [InlineData("""{"input":"x","top_logprobs":3}""", "top_logprobs", "chat/completions")]
    [InlineData("""{"input":"x","include":["message.output_text.logprobs"]}""", "include", "chat/completions")]
    [InlineData("""{"input":"x","tools":[{"type":"web_search"}]}""", "tools[0].type", "must be function")]
    [InlineData("""{"input":"x","tool_choice":"any"}""", "tool_choice", "must be none, auto, required")]
    [InlineData("""{"input":"x","text":{"format":{"type":"grammar"}}}""", "text.format.type", "must be text")]
    [InlineData("""{"input":[{"type":"item_reference","id":"rs_1"}]}""", "input[0]", "not stored")]
    [InlineData("""{"input":[{"type":"web_search_call"}]}""", "input[0].type", "must be message")]
    [InlineData("""{"input":[{"role":"tool","content":"x"}]}""", "input[0].role", "must be user")]
    [InlineData("""{"input":[{"role":"user","content":[{"type":"input_image","file_id":"f"}]}]}""", "input[0].content[0].file_id", "not stored")]
    [InlineData("""{"input":[{"type":"function_call","name":"f","arguments":"{}"}]}""", "input[0].call_id", "is missing")]
    public void What_cannot_be_is_refused_by_its_name(string body, string param, string says)
    {
        var refusal = Dialect.Refuses(body);

        Assert.Equal((FailureKind.BadRequest, param), (refusal.Kind, refusal.Param));
        Assert.StartsWith(param, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(says, refusal.Message, StringComparison.Ordinal);
    }

    private static void Same(string body, string unified) => Dialogue.Same(unified, Dialect.Asks(body));

    private static void Input(string items, string messages) => Same($$"""{"input":{{items}}}""", $$"""{"messages":{{messages}}}""");
}
