using System.ClientModel;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Andamento.Tests.EndToEnd.Processes;
using Andamento.Tests.TestKit.Upstream;
using OpenAI.Chat;
using Xunit.Abstractions;

namespace Andamento.Tests.EndToEnd;

public sealed class GuardrailTests(SharedServer shared, ITestOutputHelper output) : ServerTest(shared, output), IAsyncLifetime
{
    private WireDouble _upstream = null!;

    public async Task InitializeAsync()
    {
        _upstream = await WireDouble.StartAsync();
        await Client.CreateExternalAsync(Name, _upstream);
    }

    public async Task DisposeAsync() => await _upstream.DisposeAsync();

    [Fact]
    public async Task A_gateway_is_stored_shown_and_cleared()
    {
        var stored = await GuardAsync(new { input = new { invalid_keywords = new[] { "zeus" }, pii = new { behavior = "MASK" } } });
        var shown = await Client.SendAsync(HttpMethod.Get, $"/api/2.0/serving-endpoints/{Name}");

        Assert.Equal(stored.GetRawText(), shown.GetProperty("ai_gateway").GetRawText());
        Assert.Equal("zeus", stored.GetProperty("guardrails").GetProperty("input").GetProperty("invalid_keywords")[0].GetString());

        Assert.Equal("{}", (await Client.SendAsync(HttpMethod.Put, $"/api/2.0/serving-endpoints/{Name}/ai-gateway", new { })).GetRawText());
        Assert.False((await Client.SendAsync(HttpMethod.Get, $"/api/2.0/serving-endpoints/{Name}")).TryGetProperty("ai_gateway", out _));
    }

    [Fact]
    public async Task What_is_blocked_reaches_no_provider()
    {
        await GuardAsync(new { input = new { safety = true, pii = new { behavior = "BLOCK" } } });

        var refused = await Assert.ThrowsAsync<ClientResultException>(() => Chat().CompleteChatAsync("My card is 4111 1111 1111 1111."));

        Assert.Equal(400, refused.Status);
        var body = JsonDocument.Parse(refused.GetRawResponse()!.Content).RootElement;
        Assert.Equal("BAD_REQUEST", body.GetProperty("error_code").GetString());
        var message = JsonDocument.Parse(body.GetProperty("message").GetString()!).RootElement;
        Assert.Equal("input_guardrail_triggered", message.GetProperty("finishReason").GetString());
        Assert.True(message.GetProperty("input_guardrail")[0].GetProperty("pii_detection").GetBoolean());
        Assert.Empty(_upstream.Requests);
        Assert.DoesNotContain("4111 1111", Server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_masked_reaches_the_provider_masked()
    {
        await GuardAsync(new { input = new { pii = new { behavior = "MASK" } } });

        ChatCompletion answer = await Chat().CompleteChatAsync("I am bob@example.com, call (212) 555-0123.");

        Assert.Equal("Hello from upstream.", answer.Content[0].Text);
        var sent = (await _upstream.NextRequestAsync()).Json.GetProperty("messages")[0].GetProperty("content");
        Assert.Equal("I am <EMAIL_ADDRESS>, call <PHONE_NUMBER>.", sent.ValueKind is JsonValueKind.Array ? sent[0].GetProperty("text").GetString() : sent.GetString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_is_masked_whole_or_streamed(bool stream)
    {
        await GuardAsync(new { output = new { pii = new { behavior = "MASK" } } });
        _upstream.ReplyChat("Write to bob@example.com or call (212) 555-0123 today.");

        Assert.Equal("Write to <EMAIL_ADDRESS> or call <PHONE_NUMBER> today.", await AskAsync(stream));
    }

    [Fact]
    public async Task A_secret_cut_into_pieces_is_not_sent()
    {
        await GuardAsync(new { output = new { pii = new { behavior = "MASK" } } });
        var script = new StreamScript();
        _upstream.ReplyOnce(script.Reply);
        var asking = AskAsync(stream: true);
        foreach (var piece in new[] { "My SSN is 1", "23-4", "5-67", "89", "." }) await script.SendTextAsync(piece);

        await script.FinishAsync();

        Assert.Equal("My SSN is <US_SSN>.", await asking);
    }

    [Fact]
    public async Task A_stream_that_is_blocked_ends_with_an_error_event()
    {
        await GuardAsync(new { output = new { invalid_keywords = new[] { "forbidden fruit" } } });
        _upstream.ReplyChat("You may eat of the forbidden fruit of the tree.");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/serving-endpoints/{Name}/invocations")
        {
            Content = JsonContent.Create(Calls.Hello(stream: true)),
        };
        using var answer = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var read = new MemoryStream();

        await Assert.ThrowsAnyAsync<IOException>(async () => await (await answer.Content.ReadAsStreamAsync()).CopyToAsync(read));

        var text = Encoding.UTF8.GetString(read.ToArray());
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.DoesNotContain("forbidden", text, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", text, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"output_guardrail_triggered\"", text, StringComparison.Ordinal);
        Assert.Contains("\\\"prompt_tokens\\\":2,", text, StringComparison.Ordinal); // a guess from "user" and "hello", not from the JSON around them
    }

    [Theory]
    [InlineData("""{"guardrails": {"input": {"pii": {"behavior": "HIDE"}}}}""", "guardrails.input.pii.behavior")]
    [InlineData("""{"inference_table_config": {"enabled": true}}""", "inference_table_config.catalog_name")]
    [InlineData("""{"guardrails": {"output": {"invalid_keywords": [""]}}}""", "guardrails.output.invalid_keywords[0]")]
    public async Task A_field_at_fault_is_named(string body, string field)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await Client.PutAsync($"/api/2.0/serving-endpoints/{Name}/ai-gateway", content);

        var refused = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal((HttpStatusCode.BadRequest, "INVALID_PARAMETER_VALUE"), (answer.StatusCode, refused.GetProperty("error_code").GetString()));
        Assert.StartsWith(field, refused.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private async Task<string> AskAsync(bool stream)
    {
        if (!stream) return ((ChatCompletion)await Chat().CompleteChatAsync("hi")).Content[0].Text;

        var text = new StringBuilder();
        await foreach (var update in Chat().CompleteChatStreamingAsync("hi"))
        {
            foreach (var part in update.ContentUpdate) text.Append(part.Text);
        }

        return text.ToString();
    }

    private ChatClient Chat() => Server.OpenAI().GetChatClient(Name);

    private Task<JsonElement> GuardAsync(object guardrails) =>
        Client.SendAsync(HttpMethod.Put, $"/api/2.0/serving-endpoints/{Name}/ai-gateway", new { guardrails });
}
