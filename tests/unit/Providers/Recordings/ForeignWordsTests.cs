using System.Text;
using System.Text.Json;
using Andamento.Providers;

namespace Andamento.Tests.Unit.Providers.Recordings;

/// <summary>What Anthropic's clients say of thinking and of caches reaches other providers in their own words, or is named as left out.</summary>
public sealed class ForeignWordsTests
{
    private const string Thinking = """{"messages":[{"role":"user","content":"Hi"}],"thinking":{"type":"enabled","budget_tokens":2048}}""";
    private const string Effort = """{"messages":[{"role":"user","content":"Hi"}],"output_config":{"effort":"high"},"thinking":{"type":"adaptive"}}""";

    [Fact]
    public void Gemini_is_told_how_much_to_think_in_its_own_words()
    {
        var (body, dropped) = Ask("GoogleCloudVertexAi/Recordings/hello", Thinking);

        Assert.Equal("""{"thinkingBudget":2048,"includeThoughts":true}""", body.GetProperty("generationConfig").GetProperty("thinkingConfig").GetRawText());
        Assert.False(body.TryGetProperty("thinking", out _)); // which Google refuses
        Assert.Empty(dropped);

        (body, _) = Ask("GoogleCloudVertexAi/Recordings/hello", Effort);
        Assert.Equal(4096, body.GetProperty("generationConfig").GetProperty("thinkingConfig").GetProperty("thinkingBudget").GetInt32());
        Assert.False(body.TryGetProperty("output_config", out _));
    }

    [Fact]
    public void Cohere_is_told_how_much_to_think_in_its_own_words()
    {
        var (body, _) = Ask("Cohere/Recordings/hello", Thinking);

        Assert.Equal("""{"type":"enabled","token_budget":2048}""", body.GetProperty("thinking").GetRawText());
    }

    [Theory]
    [InlineData("Ai21Labs/Recordings/hello")]
    [InlineData("AmazonBedrock/Recordings/hello-of-nova")]
    [InlineData("AmazonBedrock/Recordings/invoke-chat-of-titan")]
    [InlineData("Palm/Recordings/hello")]
    [InlineData("Cohere/Recordings/v1-hello")]
    [InlineData("OpenAI/Recordings/hello")]
    public void Models_that_cannot_be_told_do_not_hear_of_it_and_the_caller_learns_so(string recording)
    {
        var (body, dropped) = Ask(recording, Thinking);

        Assert.DoesNotContain("budget_tokens", body.GetRawText(), StringComparison.Ordinal);
        Assert.Contains("thinking", dropped);
    }

    [Fact]
    public void A_user_that_OpenAI_would_refuse_is_named_as_left_out()
    {
        var (_, dropped) = Ask("OpenAI/Recordings/hello", $$"""{"messages":[],"user":"{{new string('u', 65)}}"}""");

        Assert.Equal(["user"], dropped);
    }

    [Theory]
    [InlineData("Anthropic/Recordings/hello")]
    [InlineData("Cohere/Recordings/hello")]
    [InlineData("AmazonBedrock/Recordings/hello")]
    [InlineData("GoogleCloudVertexAi/Recordings/hello")]
    public void A_tool_that_must_be_called_must_be_there(string recording)
    {
        foreach (var choice in new[] { "\"required\"", """{"type":"function","function":{"name":"f"}}""" })
        {
            var refused = Assert.Throws<ProviderException>(
                () => Ask(recording, $$"""{"messages":[{"role":"user","content":"Hi"}],"tool_choice":{{choice}}}"""));

            Assert.Equal((ProviderFailure.Unsupported, "tool_choice"), (refused.Failure, refused.Param));
        }

        Ask(recording, """{"messages":[{"role":"user","content":"Hi"}],"tool_choice":"auto"}""");
    }

    [Theory]
    [InlineData("""{"role":"tool","tool_call_id":"a","content":"12 °C","cache_control":{"type":"ephemeral"}}""")]
    [InlineData("""{"role":"tool","tool_call_id":"a","content":[{"type":"text","text":"12 °C","cache_control":{"type":"ephemeral"}}]}""")]
    public void Bedrock_caches_behind_the_result_of_a_tool_and_not_in_it(string result)
    {
        var (body, _) = Ask("AmazonBedrock/Recordings/hello", $$$"""
            {"messages":[{"role":"user","content":"Weather?"},
            {"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]},{{{result}}}],
            "tools":[{"type":"function","function":{"name":"f"}}]}
            """);

        Assert.Equal(
            """[{"toolResult":{"toolUseId":"a","content":[{"text":"12 °C"}]}},{"cachePoint":{"type":"default"}}]""",
            body.GetProperty("messages")[2].GetProperty("content").GetRawText());
    }

    private static (JsonElement Body, IReadOnlyList<string> Dropped) Ask(string name, string body)
    {
        var recording = new Recording(name);
        using var request = recording.Adapter.ToCall(recording.Call with { Body = Encoding.UTF8.GetBytes(body) }, recording.Target);
        return (JsonElement.Parse(request.Content!.ReadAsByteArrayAsync().GetAwaiter().GetResult()), DroppedParameters.Of(request));
    }
}
