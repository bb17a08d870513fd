using Andamento.Api.Dialects.Messages;

namespace Andamento.Tests.Unit.Dialects;

public sealed class MessagesBodyTests
{
    private static readonly MessagesDialect Dialect = MessagesDialect.Instance;

    [Fact]
    public void A_plain_chat_stays_plain() => Same(
        """{"model":"chat","max_tokens":64,"messages":[{"role":"user","content":"hi"}]}""",
        """{"model":"chat","max_tokens":64,"messages":[{"role":"user","content":"hi"}]}""");

    [Fact]
    public void Parameters_get_their_unified_names_and_what_nobody_here_knows_passes_through() => Same(
        """
        {"model":"chat","max_tokens":64,"messages":[{"role":"user","content":"hi"}],"system":"Be brief.","stop_sequences":["END"],
         "temperature":0.5,"top_p":0.9,"top_k":40,"metadata":{"user_id":"u-1"},"stream":true,
         "thinking":{"type":"enabled","budget_tokens":2048},"service_tier":"auto","x_new":[1.50,null]}
        """,
        """
        {"model":"chat","max_tokens":64,"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"hi"}],"stop":["END"],
         "temperature":0.5,"top_p":0.9,"top_k":40,"user":"u-1","stream":true,"stream_options":{"include_usage":true},
         "thinking":{"type":"enabled","budget_tokens":2048},"service_tier":"auto","x_new":[1.50,null]}
        """);

    [Fact]
    public void A_system_prompt_in_blocks_keeps_its_cache_marks() => Messages(
        """[]""",
        """[{"role":"system","content":[{"type":"text","text":"Long.","cache_control":{"type":"ephemeral"}},{"type":"text","text":"Short."}]}]""",
        system: """[{"type":"text","text":"Long.","cache_control":{"type":"ephemeral"}},{"type":"text","text":"Short."}]""");

    [Theory]
    [InlineData("""{"type":"text","text":"see"}""", """{"type":"text","text":"see"}""")]
    [InlineData(
        """{"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBO"},"cache_control":{"type":"ephemeral"}}""",
        """{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBO"},"cache_control":{"type":"ephemeral"}}""")]
    [InlineData(
        """{"type":"image","source":{"type":"url","url":"https://example.com/cat.png"}}""",
        """{"type":"image_url","image_url":{"url":"https://example.com/cat.png"}}""")]
    [InlineData(
        """{"type":"image","source":{"type":"file","file_id":"file_1"}}""",
        """{"type":"image","source":{"type":"file","file_id":"file_1"}}""")]
    [InlineData(
        """{"type":"document","title":"a.pdf","source":{"type":"base64","media_type":"application/pdf","data":"JVBE"}}""",
        """{"type":"file","file":{"file_data":"data:application/pdf;base64,JVBE","filename":"a.pdf"}}""")]
    [InlineData(
        """{"type":"document","source":{"type":"text","media_type":"text/plain","data":"hi"}}""",
        """{"type":"file","file":{"file_data":"data:text/plain;base64,aGk="}}""")]
    [InlineData(
        """{"type":"document","source":{"type":"url","url":"https://example.com/a.pdf"}}""",
        """{"type":"file","file":{"file_url":"https://example.com/a.pdf"}}""")]
    [InlineData(
        """{"type":"document","citations":{"enabled":true},"source":{"type":"base64","media_type":"application/pdf","data":"JVBE"}}""",
        """{"type":"document","citations":{"enabled":true},"source":{"type":"base64","media_type":"application/pdf","data":"JVBE"}}""")]
    [InlineData("""{"type":"search_result","title":"t"}""", """{"type":"search_result","title":"t"}""")]
    public void A_block_becomes_a_part_or_stays_in_its_own_words(string block, string part) => Messages(
        $$"""[{"role":"user","content":[{"type":"text","text":"Look:"},{{block}}]}]""",
        $$"""[{"role":"user","content":[{"type":"text","text":"Look:"},{{part}}]}]""");

    [Fact]
    public void A_single_plain_text_is_sent_as_one() => Messages(
        """[{"role":"user","content":[{"type":"text","text":"hi","citations":null}]}]""",
        """[{"role":"user","content":"hi"}]""");

    [Fact]
    public void A_round_of_tools_has_its_thinking_its_calls_and_its_results_first() => Messages(
        """
        [{"role":"assistant","content":[
           {"type":"thinking","thinking":"Two cities.","signature":"c2ln"},{"type":"redacted_thinking","data":"cmVk"},
           {"type":"text","text":"Checking."},
           {"type":"tool_use","id":"toolu_1","name":"weather","input":{"city":"Oslo"}},
           {"type":"tool_use","id":"toolu_2","name":"now","input":{},"cache_control":{"type":"ephemeral"}}]},
         {"role":"user","content":[
           {"type":"text","text":"Go on."},
           {"type":"tool_result","tool_use_id":"toolu_1","content":"12 degrees"},
           {"type":"tool_result","tool_use_id":"toolu_2","is_error":true,"cache_control":{"type":"ephemeral"},
            "content":[{"type":"text","text":"No clock."},{"type":"image","source":{"type":"url","url":"https://example.com/c.png"}}]}]}]
        """,
        """
        [{"role":"assistant",
          "thinking_blocks":[{"type":"thinking","thinking":"Two cities.","signature":"c2ln"},{"type":"redacted_thinking","data":"cmVk"}],
          "content":"Checking.",
          "tool_calls":[
           {"id":"toolu_1","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Oslo\"}"}},
           {"id":"toolu_2","type":"function","function":{"name":"now","arguments":"{}"},"cache_control":{"type":"ephemeral"}}]},
         {"role":"tool","tool_call_id":"toolu_1","content":"12 degrees"},
         {"role":"tool","tool_call_id":"toolu_2",
          "content":[{"type":"text","text":"No clock."},{"type":"image_url","image_url":{"url":"https://example.com/c.png"}}],
          "is_error":true,"cache_control":{"type":"ephemeral"}},
         {"role":"user","content":"Go on."}]
        """);

    [Fact]
    public void Thinking_that_nobody_signed_is_not_sent_back() => Messages(
        """[{"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":""},{"type":"tool_use","id":"t","name":"now","input":{}}]}]""",
        """[{"role":"assistant","content":null,"tool_calls":[{"id":"t","type":"function","function":{"name":"now","arguments":"{}"}}]}]""");

    [Fact]
    public void Tools_become_functions_and_those_that_Anthropic_runs_pass_through() => With(
        """
        "tools":[{"name":"weather","description":"Now","input_schema":{"type":"object"},"strict":true,"cache_control":{"type":"ephemeral"}},
                 {"type":"custom","name":"now","input_schema":{"type":"object"}},
                 {"type":"web_search_20250305","name":"web_search","max_uses":2}]
        """,
        """
        "tools":[{"type":"function","function":{"name":"weather","description":"Now","parameters":{"type":"object"},"strict":true},"cache_control":{"type":"ephemeral"}},
                 {"type":"function","function":{"name":"now","parameters":{"type":"object"}}},
                 {"type":"web_search_20250305","name":"web_search","max_uses":2}]
        """);

    [Theory]
    [InlineData("""{"type":"auto"}""", "\"tool_choice\":\"auto\"")]
    [InlineData("""{"type":"none"}""", "\"tool_choice\":\"none\"")]
    [InlineData("""{"type":"any","disable_parallel_tool_use":true}""", "\"tool_choice\":\"required\",\"parallel_tool_calls\":false")]
    [InlineData("""{"type":"tool","name":"now"}""", """ "tool_choice":{"type":"function","function":{"name":"now"}} """)]
    public void The_choice_among_tools_is_translated(string choice, string unified) => With($"\"tool_choice\":{choice}", unified);

    [Fact]
    public void A_schema_for_the_answer_has_a_unified_place_and_effort_has_none() => With(
        """ "output_config":{"format":{"type":"json_schema","schema":{"type":"object"}},"effort":"low"} """,
        """
        "response_format":{"type":"json_schema","json_schema":{"name":"answer","schema":{"type":"object"},"strict":true}},
        "output_config":{"effort":"low"}
        """);

    [Theory]
    [InlineData("""{"model":"m","messages":[]}""", "max_tokens", "max_tokens: is missing.")]
    [InlineData("""{"model":"m","max_tokens":0,"messages":[]}""", "max_tokens", "max_tokens: must be a whole number above 0.")]
    [InlineData("""{"model":"m","max_tokens":1}""", "messages", "messages: is missing.")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[]}""", "messages", "messages: must have at least one message.")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":"hi"}""", "messages", "messages: must be a list.")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[7]}""", "messages[0]", "messages[0]: must be an object.")]
    [InlineData(
        """{"model":"m","max_tokens":1,"messages":[{"role":"tool","content":"x"}]}""", "messages[0].role",
        "messages[0].role: must be user or assistant; a system prompt goes into 'system'.")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[{"role":"user"}]}""", "messages[0].content", "messages[0].content: is missing.")]
    [InlineData(
        """{"model":"m","max_tokens":1,"messages":[{"role":"user","content":[{"text":"x"}]}]}""", "messages[0].content[0].type",
        "messages[0].content[0].type: is missing.")]
    [InlineData(
        """{"model":"m","max_tokens":1,"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":[{"type":"image","source":{"type":"url"}}]}]}]}""",
        "messages[0].content[0].content[0].source.url", "messages[0].content[0].content[0].source.url: is missing.")]
    [InlineData(
        """{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"x"}],"tools":[{"name":"n"}]}""", "tools[0].input_schema",
        "tools[0].input_schema: is missing.")]
    [InlineData(
        """{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"x"}],"tool_choice":"auto"}""", "tool_choice",
        "tool_choice: must be an object.")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[{"role":"\ud800","content":"x"}]}""", null, "The body holds half of a surrogate pair.")]
    public void What_is_wrong_is_named_by_its_place(string body, string? param, string message)
    {
        var refusal = Dialect.Refuses(body);

        Assert.Equal((Andamento.Serving.FailureKind.BadRequest, param, message), (refusal.Kind, refusal.Param, refusal.Message));
    }

    private static void Same(string body, string unified) => Dialogue.Same(unified, Dialect.Asks(body));

    private static void With(string members, string unified) => Same(
        $$"""{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"x"}],{{members}}}""",
        $$"""{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"x"}],{{unified}}}""");

    private static void Messages(string messages, string unified, string? system = null)
    {
        var asked = """{"role":"user","content":"x"}""";
        var own = messages is "[]" ? "" : messages.Trim()[1..^1] + ",";
        Same(
            $$"""{"max_tokens":1,"messages":[{{own}}{{asked}}]{{(system is null ? "" : $",\"system\":{system}")}}}""",
            $$"""{"max_tokens":1,"messages":[{{unified.Trim()[1..^1]}},{{asked}}]}""");
    }
}
