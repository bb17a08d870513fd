using System.Text.Json.Nodes;
using static Andamento.Tests.Unit.Inference.LanguageModels.ScriptedModel;

namespace Andamento.Tests.Unit.Inference.LanguageModels;

public sealed class ToolTests
{
    private const string Tools = """
        "tools":[{"type":"function","function":{"name":"weather","description":"d","parameters":{"type":"object","properties":{"city":{"enum":["Rome","Oslo"]}},"required":["city"]}}},
                 {"type":"function","function":{"name":"now"}}]
        """;

    [Theory]
    [InlineData("<tool_call>\n{\"name\":\"weather\",\"arguments\":{\"city\":\"Rome\"}}\n</tool_call>")]
    [InlineData("[TOOL_CALLS] [{\"name\":\"weather\",\"arguments\":{\"city\":\"Rome\"}}]")]
    [InlineData("<|python_tag|>{\"name\":\"weather\",\"parameters\":{\"city\":\"Rome\"}}")]
    [InlineData(" {\"name\": \"weather\", \"parameters\": {\"city\":\"Rome\"}}")]
    [InlineData("{\"name\":\"weather\",\"arguments\":\"{\\\"city\\\":\\\"Rome\\\"}\"}")]
    public async Task A_call_is_read_in_every_usual_form(string written)
    {
        var model = Chat(written);

        var choice = (await model.AskAsync(Hello(Tools)))["choices"]![0]!;
        var chunks = await model.ChunksAsync(Hello(Tools));

        Assert.Equal("tool_calls", (string)choice["finish_reason"]!);
        Assert.Null(choice["message"]!["content"]);
        var call = Assert.Single(choice["message"]!["tool_calls"]!.AsArray())!;
        Assert.Matches("^call_[0-9A-Za-z]{24}$", (string)call["id"]!);
        Assert.Equal("function", (string)call["type"]!);
        Assert.Equal("""{"name":"weather","arguments":"{\"city\":\"Rome\"}"}""", call["function"]!.ToJsonString(Readable));
        Assert.Equal((("weather", """{"city":"Rome"}"""), "tool_calls"), (Assert.Single(Calls(chunks)), Reason(chunks)));
        Assert.Equal("weather", (string)model.Seen!.Tools!.Value[0].GetProperty("function").GetProperty("name").GetString()!);
    }

    [Fact]
    public async Task A_mark_that_gives_no_text_is_still_a_mark()
    {
        var call = Tokenizer.Encode("[{\"name\":\"now\",\"arguments\":{}}]", withMarks: false);

        var chunks = await Chat((_, _) => [Tokenizer.Find("[TOOL_CALLS]")!.Value, .. call]).ChunksAsync(Hello(Tools));

        Assert.Equal(("now", "{}"), Assert.Single(Calls(chunks)));
    }

    [Fact]
    public async Task Words_and_several_calls_keep_their_order()
    {
        var chunks = await Chat("Hello <tool_call>{\"name\":\"now\"}</tool_call>\n<tool_call>{\"name\":\"weather\",\"arguments\":{\"city\":\"Oslo\"}}</tool_call>\n").ChunksAsync(Hello(Tools));

        Assert.Equal("Hello ", string.Concat(chunks.Select(chunk => (string?)chunk["choices"]![0]!["delta"]!["content"] ?? "")));
        Assert.Equal([("now", "{}"), ("weather", """{"city":"Oslo"}""")], Calls(chunks));
    }

    [Theory]
    [InlineData("Hello world")]
    [InlineData("{\"name\":\"other\",\"arguments\":{}}")]
    [InlineData("{\"city\":\"Rome\"}")]
    [InlineData("<tool_call>{\"name\":</tool_call> sorry")]
    [InlineData("<tool_call>{\"name\":\"now\"")]
    [InlineData("a <tool_ b")]
    [InlineData("a <tool_")]
    [InlineData(" \n")]
    public async Task What_is_no_call_is_words(string written)
    {
        var model = Chat(written);

        var choice = (await model.AskAsync(Hello(Tools)))["choices"]![0]!;
        var chunks = await model.ChunksAsync(Hello(Tools));

        Assert.Equal((written, "stop"), ((string)choice["message"]!["content"]!, (string)choice["finish_reason"]!));
        Assert.Equal(written, string.Concat(chunks.Select(chunk => (string?)chunk["choices"]![0]!["delta"]!["content"] ?? "")));
    }

    [Theory]
    [InlineData("\"required\"", "weather now")]
    [InlineData("""{"type":"function","function":{"name":"weather"}}""", "weather")]
    public async Task A_forced_call_always_comes_and_fits_its_schema(string choice, string allowed)
    {
        var model = Chat("Hello world");
        var body = Hello($"{Tools},\"tool_choice\":{choice}");

        var whole = (await model.AskAsync(body))["choices"]![0]!;
        var chunks = await model.ChunksAsync(body);

        Assert.Equal("tool_calls", (string)whole["finish_reason"]!);
        var function = Assert.Single(whole["message"]!["tool_calls"]!.AsArray())!["function"]!;
        foreach (var (name, arguments) in (IEnumerable<(string, string)>)[((string)function["name"]!, (string)function["arguments"]!), Assert.Single(Calls(chunks))])
        {
            Assert.Contains(name, allowed.Split(' '));
            var parsed = JsonNode.Parse(arguments)!.AsObject();
            if (name == "weather") Assert.Contains((string)parsed["city"]!, (string[])["Rome", "Oslo"]);
        }

        Assert.Equal("tool_calls", Reason(chunks));
    }

    [Fact]
    public async Task With_none_the_model_is_told_of_no_tools()
    {
        var model = Chat("{\"name\":\"now\"}");

        var choice = (await model.AskAsync(Hello($"{Tools},\"tool_choice\":\"none\"")))["choices"]![0]!;

        Assert.Null(model.Seen!.Tools);
        Assert.Equal("{\"name\":\"now\"}", (string)choice["message"]!["content"]!);
    }

    [Fact]
    public async Task A_schema_is_obeyed_whatever_the_model_would_write()
    {
        var json = await Chat("Hello world").AskAsync(Hello("""
            "response_format":{"type":"json_schema","json_schema":{"name":"answer","strict":true,"schema":{"type":"object","properties":{"ok":{"type":"boolean"},"why":{"type":"string"}},"required":["ok","why"],"additionalProperties":false}}}
            """));

        Assert.Equal("stop", (string)json["choices"]![0]!["finish_reason"]!);
        var answer = JsonNode.Parse((string)json["choices"]![0]!["message"]!["content"]!)!.AsObject();
        Assert.Equal(["ok", "why"], answer.Select(member => member.Key));
    }

    [Fact]
    public async Task Json_that_is_cut_off_says_length()
    {
        var json = await Chat("").AskAsync(Hello("\"response_format\":{\"type\":\"json_object\"},\"max_tokens\":1"));

        Assert.Equal("length", (string)json["choices"]![0]!["finish_reason"]!);
    }

    private static System.Text.Json.JsonSerializerOptions Readable { get; } = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Reason(List<JsonNode> chunks) => (string)chunks[^1]["choices"]![0]!["finish_reason"]!;

    // Name and id first, then arguments.
    private static List<(string Name, string Arguments)> Calls(List<JsonNode> chunks)
    {
        var calls = new List<(string Name, string Arguments)>();
        foreach (var delta in chunks.SelectMany(chunk => chunk["choices"]![0]!["delta"]!["tool_calls"]?.AsArray() ?? []))
        {
            var index = (int)delta!["index"]!;
            if (index == calls.Count)
            {
                Assert.NotNull(delta["id"]);
                calls.Add(((string)delta["function"]!["name"]!, ""));
            }

            calls[index] = (calls[index].Name, calls[index].Arguments + (string)delta["function"]!["arguments"]!);
        }

        return calls;
    }
}
