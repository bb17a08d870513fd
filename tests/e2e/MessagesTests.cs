using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Andamento.Tests.EndToEnd.Processes;
using Andamento.Tests.TestKit.Upstream;
using Anthropic.Exceptions;
using Anthropic.Models.Messages;
using Xunit.Abstractions;

namespace Andamento.Tests.EndToEnd;

public sealed class MessagesTests(SharedServer shared, ITestOutputHelper output) : ServerTest(shared, output), IAsyncLifetime
{
    private WireDouble _upstream = null!;

    public async Task InitializeAsync()
    {
        _upstream = await WireDouble.StartAsync();
        await Client.CreateExternalAsync(Name, _upstream);
    }

    public async Task DisposeAsync() => await _upstream.DisposeAsync();

    [Fact]
    public async Task The_official_client_gets_a_message()
    {
        _upstream.ReplyChat("Hello from far away.");

        var answer = await Server.Anthropic().Messages.Create(Ask("hi"));

        answer.Validate();
        Assert.True(answer.Content.Single().TryPickText(out var text));
        Assert.Equal("Hello from far away.", text.Text);
        Assert.Equal(StopReason.EndTurn, answer.StopReason!.Value());
        Assert.Equal(Name, answer.Model.Raw());
        Assert.True(answer.Usage.InputTokens > 0 && answer.Usage.OutputTokens > 0);
        var sent = (await _upstream.NextRequestAsync()).Json;
        Assert.Equal(
            """[{"role":"system","content":"Be brief."},{"role":"user","content":"hi"}]""", sent.GetProperty("messages").GetRawText());
        Assert.Equal(64, sent.GetProperty("max_tokens").GetInt32());
    }

    [Fact]
    public async Task The_official_client_follows_a_stream()
    {
        _upstream.ReplyChat("Hello from far away.");
        var text = new StringBuilder();
        var events = new List<string>();
        long tokens = 0;

        await foreach (var each in Server.Anthropic().Messages.CreateStreaming(Ask("hi")))
        {
            each.Validate();
            events.Add(each.Json.GetProperty("type").GetString()!);
            if (each.TryPickContentBlockDelta(out var delta) && delta.Delta.TryPickText(out var piece)) text.Append(piece.Text);
            if (each.TryPickDelta(out var end)) tokens = end.Usage.OutputTokens;
        }

        Assert.Equal("Hello from far away.", text.ToString());
        Assert.Equal(4, tokens);
        Assert.Equal(["message_start", "content_block_start", "content_block_delta"], events.Take(3));
        Assert.Equal(["content_block_stop", "message_delta", "message_stop"], events.TakeLast(3));
    }

    [Fact]
    public async Task The_official_client_goes_once_around_a_loop_of_tools()
    {
        _upstream.ReplyOnce(ChatShapes.Calls("weather", """{"city":"Oslo"}"""));
        var question = new UserMessageParam { Content = "Weather in Oslo?" };
        var first = await Server.Anthropic().Messages.Create(Ask(question));
        Assert.Equal(StopReason.ToolUse, first.StopReason!.Value());
        Assert.True(first.Content.Single().TryPickToolUse(out var call));
        Assert.Equal(("weather", "Oslo"), (call.Name, call.Input["city"].GetString()));

        var second = await Server.Anthropic().Messages.Create(Ask(
            question,
            new AssistantMessageParam
            {
                Content = new List<ContentBlockParam> { new ToolUseBlockParam { ID = call.ID, Name = call.Name, Input = call.Input } },
            },
            new UserMessageParam
            {
                Content = new List<ContentBlockParam> { new ToolResultBlockParam { ToolUseID = call.ID, Content = "12 degrees" } },
            }));

        Assert.True(second.Content.Single().TryPickText(out var text));
        Assert.Equal("Hello from upstream.", text.Text);
        await _upstream.NextRequestAsync();
        var messages = (await _upstream.NextRequestAsync()).Json.GetProperty("messages");
        Assert.Equal("""{"city":"Oslo"}""", messages[2].GetProperty("tool_calls")[0].GetProperty("function").GetProperty("arguments").GetString());
        Assert.Equal("""{"role":"tool","tool_call_id":"call_1","content":"12 degrees"}""", messages[3].GetRawText());
    }

    [Fact]
    public async Task The_official_client_follows_a_streamed_call()
    {
        _upstream.ReplyOnce(ChatShapes.Calls("weather", """{"city":"Oslo"}"""));
        var input = new StringBuilder();
        string? reason = null;

        await foreach (var each in Server.Anthropic().Messages.CreateStreaming(Ask("Weather in Oslo?")))
        {
            each.Validate();
            if (each.TryPickContentBlockDelta(out var delta) && delta.Delta.TryPickInputJson(out var piece)) input.Append(piece.PartialJson);
            if (each.TryPickDelta(out var end)) reason = end.Delta.StopReason!.Raw();
        }

        Assert.Equal("""{"city":"Oslo"}""", input.ToString());
        Assert.Equal("tool_use", reason);
    }

    [Theory]
    [InlineData("/v1/messages")]
    [InlineData("/serving-endpoints/messages")]
    [InlineData("/serving-endpoints/anthropic/v1/messages")]
    [InlineData("/ai-gateway/anthropic/v1/messages")]
    public async Task Each_address_answers_a_bearer(string path)
    {
        using var answer = await Client.PostAsJsonAsync(path, Hello());

        Assert.Equal("message", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("type").GetString());
        Assert.Equal("gpt", answer.Headers.GetValues("Served-Model-Name").Single());
        Assert.Equal(answer.Headers.GetValues("X-Request-Id").Single(), answer.Headers.GetValues("request-id").Single());
    }

    [Fact]
    public async Task A_wrong_key_is_refused_in_their_words_and_ours()
    {
        await Assert.ThrowsAsync<AnthropicUnauthorizedException>(() => Server.Anthropic("dapi-wrong").Messages.Create(Ask("hi")));

        using var stranger = Server.ClientOf(null);
        stranger.DefaultRequestHeaders.Add("x-api-key", "dapi-wrong");
        using var answer = await stranger.PostAsJsonAsync("/v1/messages", Hello());
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("UNAUTHENTICATED", body.GetProperty("error_code").GetString());
        Assert.Equal(("error", "authentication_error"), (body.GetProperty("type").GetString(), body.GetProperty("error").GetProperty("type").GetString()));
    }

    [Fact]
    public async Task The_key_of_these_routes_opens_no_other()
    {
        using var client = Server.ClientOf(null);
        client.DefaultRequestHeaders.Add("x-api-key", Server.Token);

        using var answer = await client.QueryAsync(Name, Calls.Hello());

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task An_unknown_endpoint_is_not_found() => await Assert.ThrowsAsync<AnthropicNotFoundException>(
        () => Server.Anthropic().Messages.Create(Ask("hi") with { Model = "nobody" }));

    [Fact]
    public async Task The_official_client_notices_a_cut_stream()
    {
        var script = new StreamScript();
        _upstream.ReplyOnce(script.Reply);
        var text = new StringBuilder();
        var reading = Task.Run(async () =>
        {
            await foreach (var each in Server.Anthropic().Messages.CreateStreaming(Ask("hi")))
            {
                if (each.TryPickContentBlockDelta(out var delta) && delta.Delta.TryPickText(out var piece)) text.Append(piece.Text);
            }
        });

        await script.SendTextAsync("Half a ");
        await script.AbortAsync();

        await Assert.ThrowsAsync<AnthropicSseException>(() => reading);
        Assert.Equal("Half a ", text.ToString());
    }

    [Fact]
    public async Task Nobody_pretends_to_count_tokens_beforehand()
    {
        using var answer = await Client.PostAsJsonAsync("/v1/messages/count_tokens", Hello());

        Assert.Equal(HttpStatusCode.NotImplemented, answer.StatusCode);
    }

    private MessageCreateParams Ask(string text) => Ask(new UserMessageParam { Content = text });

    private MessageCreateParams Ask(params MessageParam[] messages) => new()
    {
        Model = Name,
        MaxTokens = 64,
        System = "Be brief.",
        Messages = messages,
    };

    private object Hello() => new { model = Name, max_tokens = 64, messages = new[] { new { role = "user", content = "hi" } } };
}
