using static Andamento.Tests.Unit.Inference.LanguageModels.ScriptedModel;

namespace Andamento.Tests.Unit.Inference.LanguageModels;

public sealed class RefusedRequestTests
{
    private const string Tool = """{"type":"function","function":{"name":"f"}}""";

    [Theory]
    [InlineData("\"prompt\":\"x\"", "prompt")]
    [InlineData("\"reasoning_effort\":\"low\"", "reasoning_effort")]
    [InlineData("\"max_tokens\":0", "max_tokens")]
    [InlineData("\"max_tokens\":1.5", "max_tokens")]
    [InlineData("\"max_completion_tokens\":\"1\"", "max_completion_tokens")]
    [InlineData("\"temperature\":2.1", "temperature")]
    [InlineData("\"top_p\":-0.1", "top_p")]
    [InlineData("\"top_k\":0", "top_k")]
    [InlineData("\"min_p\":2", "min_p")]
    [InlineData("\"n\":6", "n")]
    [InlineData("\"n\":0", "n")]
    [InlineData("\"stop\":\"\"", "stop")]
    [InlineData("\"stop\":[\"a\",1]", "stop[1]")]
    [InlineData("\"seed\":1e30", "seed")]
    [InlineData("\"frequency_penalty\":3", "frequency_penalty")]
    [InlineData("\"presence_penalty\":-3", "presence_penalty")]
    [InlineData("\"repetition_penalty\":0", "repetition_penalty")]
    [InlineData("\"logit_bias\":{\"5\":101}", "logit_bias.5")]
    [InlineData("\"logit_bias\":{\"99999\":1}", "logit_bias.99999")]
    [InlineData("\"logit_bias\":{\"a\":1}", "logit_bias.a")]
    [InlineData("\"top_logprobs\":2", "top_logprobs")]
    [InlineData("\"logprobs\":2", "logprobs")]
    [InlineData("\"logprobs\":true,\"top_logprobs\":21", "top_logprobs")]
    [InlineData("\"stream_options\":{\"x\":1}", "stream_options.x")]
    [InlineData("\"extra_params\":{\"top_k\":\"many\"}", "extra_params.top_k")]
    [InlineData("\"extra_params\":{\"top_k\":\"-1\"}", "extra_params.top_k")]
    [InlineData("\"response_format\":{\"type\":\"yaml\"}", "response_format.type")]
    [InlineData("\"response_format\":{\"type\":\"json_schema\"}", "response_format.json_schema")]
    [InlineData("\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\"}}", "response_format.json_schema.schema")]
    [InlineData("\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\",\"schema\":{\"properties\":{\"a\":{\"not\":{}}}}}}", "response_format.json_schema.schema.properties.a.not")]
    [InlineData("\"tools\":[{\"type\":\"retrieval\"}]", "tools[0].type")]
    [InlineData("\"tools\":[{\"type\":\"function\"}]", "tools[0].function")]
    [InlineData("\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a b\"}}]", "tools[0].function.name")]
    [InlineData("\"tools\":[" + Tool + "," + Tool + "]", "tools")]
    [InlineData("\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{\"type\":\"string\"}}}],\"tool_choice\":\"required\"", "tools[0].function.parameters")]
    [InlineData("\"tool_choice\":\"required\"", "tool_choice")]
    [InlineData("\"tool_choice\":\"sometimes\"", "tool_choice")]
    [InlineData("\"tools\":[" + Tool + "],\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"g\"}}", "tool_choice")]
    public async Task A_chat_member_that_does_not_fit_is_named(string member, string param) =>
        Assert.Equal(param, (await Chat("x").RefusalAsync(Hello(member))).Param);

    [Theory]
    [InlineData("""{}""", "messages")]
    [InlineData("""{"messages":[]}""", "messages")]
    [InlineData("""{"messages":"Hi"}""", "messages")]
    [InlineData("""{"messages":["Hi"]}""", "messages[0]")]
    [InlineData("""{"messages":[{"content":"Hi"}]}""", "messages[0].role")]
    [InlineData("""{"messages":[{"role":"human","content":"Hi"}]}""", "messages[0].role")]
    [InlineData("""{"messages":[{"role":"user"}]}""", "messages[0].content")]
    [InlineData("""{"messages":[{"role":"user","content":7}]}""", "messages[0].content")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:"}}]}]}""", "messages[0].content[0]")]
    [InlineData("""{"messages":[{"role":"user","content":"\ud800"}]}""", null)]
    [InlineData("""{"messages":[{"role":"user","content":"a"},{"role":"system","content":"b"},{"role":"user","content":"a"}]}""", "messages[1]")]
    [InlineData("""{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}""", "messages[1]")]
    [InlineData("""{"messages":[{"role":"user","content":"a","tool_calls":[]}]}""", "messages[0].tool_calls")]
    [InlineData("""{"messages":[{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":"{"}}]},{"role":"user","content":"a"}]}""", "messages[0].tool_calls[0].function.arguments")]
    public async Task A_conversation_that_does_not_fit_is_refused_where_it_breaks(string body, string? param) =>
        Assert.Equal(param, (await Chat("x").RefusalAsync(body)).Param);

    [Theory]
    [InlineData("""{}""", "prompt")]
    [InlineData("""{"prompt":[]}""", "prompt")]
    [InlineData("""{"prompt":7}""", "prompt")]
    [InlineData("""{"prompt":["a",7]}""", "prompt[1]")]
    [InlineData("""{"prompt":[7,"a"]}""", "prompt[1]")]
    [InlineData("""{"prompt":[99999]}""", "prompt[0]")]
    [InlineData("""{"prompt":""}""", "prompt")]
    [InlineData("""{"prompt":"a","suffix":"b"}""", "suffix")]
    [InlineData("""{"prompt":"a","best_of":2}""", "best_of")]
    [InlineData("""{"prompt":"a","logprobs":6}""", "logprobs")]
    [InlineData("""{"prompt":"a","logprobs":true}""", "logprobs")]
    [InlineData("""{"prompt":"a","logprobs":1,"echo":true}""", "echo")]
    [InlineData("""{"prompt":"a","error_behavior":"guess"}""", "error_behavior")]
    [InlineData("""{"prompt":"a","use_raw_prompt":false}""", "use_raw_prompt")]
    [InlineData("""{"prompt":"a","messages":[]}""", "messages")]
    public async Task A_completion_that_does_not_fit_is_refused_by_its_member(string body, string param) =>
        Assert.Equal(param, (await Completions("x").RefusalAsync(body)).Param);

    [Fact]
    public async Task Every_setting_reaches_the_generator()
    {
        var model = Chat("x");

        await model.AskAsync(Hello("""
            "temperature":0.5,"top_p":0.9,"top_k":40,"min_p":0.05,"frequency_penalty":1,"presence_penalty":-1,"logit_bias":{"65":-100},"seed":5,
            "stop":null,"metadata":{"a":"b"},"client_request_id":"r","usage_context":{"k":"v"},
            "extra_params":{"repetition_penalty":"1.1","temperature":"2","user":"u"}
            """));

        var sampling = Assert.Single(model.Generator.Started).Sampling;
        Assert.Equal((0.5f, 0.9f, 40, 0.05f, 1f, -1f, 1.1f, 5L), (sampling.Temperature, sampling.TopP, sampling.TopK, sampling.MinP, sampling.FrequencyPenalty, sampling.PresencePenalty, sampling.RepetitionPenalty, sampling.Seed));
        Assert.Equal([new(65, -100)], sampling.Biases);
    }
}
