using System.Text;
using System.Text.Json.Nodes;
using Andamento.Inference;

namespace Andamento.Tests.Unit.Inference.LanguageModels;

/// <summary>The two small real models, whole: file, tokenizer, template, generation, answer.</summary>
public sealed class RealLanguageModelTests(RealLanguageModelTests.Loaded loaded) : IClassFixture<RealLanguageModelTests.Loaded>
{
    private const string Question = "\"messages\":[{\"role\":\"user\",\"content\":\"What is the capital of France?\"}],\"temperature\":0";

    [Fact]
    public async Task A_chat_is_answered_and_its_usage_is_exact()
    {
        var answer = await loaded.ChatAsync($"{{{Question},\"max_tokens\":24}}");

        var text = (string)answer["choices"]![0]!["message"]!["content"]!;
        Assert.NotEmpty(text.Trim());
        Assert.DoesNotContain("<|im_", text, StringComparison.Ordinal);
        Assert.Equal((string)answer["choices"]![0]!["finish_reason"]! == "length", (int)answer["usage"]!["completion_tokens"]! == 24);
        Assert.Equal((int)answer["usage"]!["total_tokens"]!, (int)answer["usage"]!["prompt_tokens"]! + (int)answer["usage"]!["completion_tokens"]!);
    }

    [Fact]
    public async Task A_stream_says_what_the_whole_answer_says()
    {
        var whole = await loaded.ChatAsync($"{{{Question},\"max_tokens\":40}}");
        var text = new StringBuilder();
        JsonNode? usage = null;
        await foreach (var one in loaded.Chat.StreamAsync(Loaded.Request($"{{{Question},\"max_tokens\":40,\"stream_options\":{{\"include_usage\":true}}}}"), CancellationToken.None))
        {
            if (one.Json.IsEmpty) continue;
            var chunk = JsonNode.Parse(one.Json.Span)!;
            usage = chunk["usage"] ?? usage;
            if (chunk["choices"]!.AsArray() is [{ } choice]) text.Append((string?)choice["delta"]!["content"] ?? "");
        }

        Assert.Equal((string)whole["choices"]![0]!["message"]!["content"]!, text.ToString());
        Assert.Equal((int)whole["usage"]!["completion_tokens"]!, (int)usage!["completion_tokens"]!);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_tiny_model_obeys_a_schema(int seed)
    {
        var answer = await loaded.ChatAsync($$$$$"""
            {"messages":[{"role":"user","content":"Describe a city as JSON."}],"seed":{{{{{seed}}}}},"max_tokens":300,
             "response_format":{"type":"json_schema","json_schema":{"name":"city","strict":true,"schema":{"type":"object","properties":{
               "name":{"type":"string","maxLength":20},"population":{"type":"integer","minimum":0,"maximum":99999999},"coastal":{"type":"boolean"},
               "rivers":{"type":"array","items":{"type":"string","maxLength":12},"maxItems":3},"founded":{"type":"string","format":"date"}},
               "required":["name","population","coastal","rivers","founded"],"additionalProperties":false}}}}
            """);

        Assert.Equal("stop", (string)answer["choices"]![0]!["finish_reason"]!);
        var city = JsonNode.Parse((string)answer["choices"]![0]!["message"]!["content"]!)!;
        Assert.InRange(((string)city["name"]!).Length, 0, 40);
        Assert.InRange((int)city["population"]!, 0, 99_999_999);
        Assert.InRange(city["rivers"]!.AsArray().Count, 0, 3);
        Assert.True(DateOnly.TryParse((string)city["founded"]!, out _) || ((string)city["founded"]!).StartsWith("0000", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_forced_call_comes_from_a_tiny_model_too()
    {
        var answer = await loaded.ChatAsync("""
            {"messages":[{"role":"user","content":"Weather?"}],"temperature":0,"max_tokens":100,"tool_choice":"required",
             "tools":[{"type":"function","function":{"name":"weather","parameters":{"type":"object","properties":{"city":{"enum":["Rome","Oslo"]}},"required":["city"]}}}]}
            """);

        var function = answer["choices"]![0]!["message"]!["tool_calls"]![0]!["function"]!;
        Assert.Equal(("weather", "tool_calls"), ((string)function["name"]!, (string)answer["choices"]![0]!["finish_reason"]!));
        Assert.Contains((string)JsonNode.Parse((string)function["arguments"]!)!["city"]!, (string[])["Rome", "Oslo"]);
    }

    [Fact]
    public async Task A_story_goes_on_in_words_and_stops_where_it_should()
    {
        var free = await loaded.TellAsync("""{"prompt":"Once upon a time, there was a little","temperature":0,"max_tokens":30,"logprobs":2}""");
        var text = (string)free["choices"]![0]!["text"]!;
        var word = text.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3];

        var cut = await loaded.TellAsync($$"""{"prompt":"Once upon a time, there was a little","temperature":0,"max_tokens":30,"stop":"{{word}}"}""");

        Assert.Matches("^[ A-Za-z0-9,.\"'!\\n?-]+$", text);
        Assert.Equal(text[..text.IndexOf(word, StringComparison.Ordinal)], (string)cut["choices"]![0]!["text"]!);
        Assert.Equal("stop", (string)cut["choices"]![0]!["finish_reason"]!);
        Assert.Equal((int)free["usage"]!["completion_tokens"]!, free["choices"]![0]!["logprobs"]!["tokens"]!.AsArray().Count);
        Assert.All(free["choices"]![0]!["logprobs"]!["token_logprobs"]!.AsArray(), probability => Assert.InRange((double)probability!, -50, 0.001));
    }

    [Fact]
    public async Task Answers_of_one_request_differ_and_repeat_with_their_seed()
    {
        const string Body = """{"prompt":["The dog","The cat"],"n":2,"seed":11,"max_tokens":12}""";

        var one = await loaded.TellAsync(Body);
        var other = await loaded.TellAsync(Body);

        var texts = one["choices"]!.AsArray().Select(choice => (string)choice!["text"]!).ToList();
        Assert.Equal(4, texts.Distinct().Count());
        Assert.Equal(texts, other["choices"]!.AsArray().Select(choice => (string)choice!["text"]!));
    }

    public sealed class Loaded : IAsyncLifetime
    {
        private ILoadedModel _stories = null!;

        public ILoadedModel Chat { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Chat = await LoadAsync(RealModels.MiniMind);
            _stories = await LoadAsync(RealModels.Stories);
        }

        public async Task DisposeAsync()
        {
            await Chat.DisposeAsync();
            await _stories.DisposeAsync();
        }

        public async Task<JsonNode> ChatAsync(string body) => JsonNode.Parse((await Chat.RunAsync(Request(body), CancellationToken.None)).Json.Span)!;

        public async Task<JsonNode> TellAsync(string body) => JsonNode.Parse((await _stories.RunAsync(Request(body), CancellationToken.None)).Json.Span)!;

        public static ModelRequest Request(string body) => new(Encoding.UTF8.GetBytes(body), "application/json", "m");

        private static Task<ILoadedModel> LoadAsync(string folder) =>
            new OnnxModelLoader().LoadAsync(folder, new() { Threads = 2 }, new Progress<string>(), CancellationToken.None);
    }
}
