using System.Text.Json.Nodes;
using static Andamento.Tests.Unit.Inference.LanguageModels.ScriptedModel;

namespace Andamento.Tests.Unit.Inference.LanguageModels;

/// <summary>Tools beside a response format, and texts that stop JSON.</summary>
public sealed class ToolOrSchemaTests
{
    private const string Tools = """
        "tools":[{"type":"function","function":{"name":"weather","parameters":{"type":"object","properties":{"city":{"enum":["Rome","Oslo"]}},"required":["city"]}}},
                 {"type":"function","function":{"name":"now"}}]
        """;

    private const string Person = """
        "response_format":{"type":"json_schema","json_schema":{"name":"person","schema":{
          "type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer"}},"required":["name","age"]}}}
        """;

    [Theory]
    [InlineData("""{"name":"weather","arguments":{"city":"Oslo"}}""", "weather", """{"city":"Oslo"}""")]
    [InlineData("""{"name": "now", "arguments": {}}""", "now", "{}")]
    public async Task With_tools_and_a_schema_an_answer_may_be_a_call(string written, string name, string arguments)
    {
        var model = Chat(written);

        var choice = (await model.AskAsync(Hello($"{Tools},{Person}")))["choices"]![0]!;

        Assert.Equal("tool_calls", (string)choice["finish_reason"]!);
        Assert.Null(choice["message"]!["content"]);
        var function = Assert.Single(choice["message"]!["tool_calls"]!.AsArray())!["function"]!;
        Assert.Equal((name, arguments), ((string)function["name"]!, (string)function["arguments"]!));
    }

    [Theory]
    [InlineData("""{"name":"Hello","age":7}""")]
    [InlineData("""{"name":"now","age":7}""")]
    [InlineData("""{"name": "nowhere", "age": 7}""")]
    [InlineData("""{"name":"","age":7}""")]
    public async Task Or_it_fits_the_schema_and_is_streamed_once_it_can_be_no_call(string written)
    {
        var model = Chat(written);

        var choice = (await model.AskAsync(Hello($"{Tools},{Person}")))["choices"]![0]!;
        var parts = (await model.ChunksAsync(Hello($"{Tools},{Person}")))
            .Select(chunk => (string?)chunk["choices"]![0]!["delta"]!["content"] ?? "").Where(part => part.Length > 0).ToList();

        Assert.Equal((written, "stop"), ((string)choice["message"]!["content"]!, (string)choice["finish_reason"]!));
        Assert.Equal(written, string.Concat(parts));
        Assert.True(parts.Count > 2, "it came at once");
    }

    [Theory]
    [InlineData("Hello")]
    [InlineData("""{"name":"other","arguments":{}}""")]
    [InlineData("""{"name":"weather","arguments":{"city":"Paris"}}""")]
    public async Task It_is_nothing_else(string written)
    {
        var message = (await Chat(written).AskAsync(Hello($"{Tools},{Person}")))["choices"]![0]!["message"]!;

        if (message["tool_calls"] is { } calls) Assert.DoesNotContain("Paris", (string)calls[0]!["function"]!["arguments"]!, StringComparison.Ordinal);
        else Assert.Equal(["name", "age"], JsonNode.Parse((string)message["content"]!)!.AsObject().Select(member => member.Key));
    }

    [Fact]
    public async Task An_answer_that_is_cut_off_before_it_is_one_of_the_two_is_text()
    {
        var choice = (await Chat("""{"name":"weather","arguments":{}}""").AskAsync(Hello($"{Tools},{Person},\"max_tokens\":3")))["choices"]![0]!;

        Assert.Equal("length", (string)choice["finish_reason"]!);
        Assert.StartsWith("{\"", (string)choice["message"]!["content"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("json_object")]
    [InlineData("text")]
    public async Task A_stop_text_ends_json_like_any_text(string format)
    {
        var body = Hello($$"""
            "response_format":{"type":"{{format}}"},"stop":"STOP"
            """);

        var choice = (await Chat("""{"a":"Hello STOP world"}""").AskAsync(body))["choices"]![0]!;

        Assert.Equal(("{\"a\":\"Hello ", "stop"), ((string)choice["message"]!["content"]!, (string)choice["finish_reason"]!));
    }

    [Fact]
    public async Task A_stop_text_does_not_cut_a_call_that_must_come()
    {
        var body = Hello($$"""
            {{Tools}},"tool_choice":"required","stop":["city","name"]
            """);

        var choice = (await Chat("""{"name":"weather","arguments":{"city":"Oslo"}}""").AskAsync(body))["choices"]![0]!;

        Assert.Equal("tool_calls", (string)choice["finish_reason"]!);
        Assert.Equal("""{"city":"Oslo"}""", (string)choice["message"]!["tool_calls"]![0]!["function"]!["arguments"]!);
    }
}
