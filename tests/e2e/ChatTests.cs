using System.Net;
using System.Text;
using Andamento.Tests.EndToEnd.Processes;
using Andamento.Tests.TestKit.Upstream;
using OpenAI.Chat;
using Xunit.Abstractions;

namespace Andamento.Tests.EndToEnd;

public sealed class ChatTests(SharedServer shared, ITestOutputHelper output) : ServerTest(shared, output), IAsyncLifetime
{
    private WireDouble _upstream = null!;

    public async Task InitializeAsync()
    {
        _upstream = await WireDouble.StartAsync();
        await Client.CreateExternalAsync(Name, _upstream);
    }

    public async Task DisposeAsync() => await _upstream.DisposeAsync();

    [Fact]
    public async Task The_official_client_chats()
    {
        _upstream.ReplyChat("Hello from far away.");

        ChatCompletion answer = await Chat().CompleteChatAsync("hi");

        Assert.Equal("Hello from far away.", answer.Content[0].Text);
        Assert.Equal(ChatFinishReason.Stop, answer.FinishReason);
        Assert.Equal(Name, answer.Model);
        Assert.True(answer.Usage.TotalTokenCount > 0);
        var sent = await _upstream.NextRequestAsync();
        Assert.Equal("gpt-4o-mini", sent.Json.GetProperty("model").GetString());
        Assert.Equal($"Bearer {_upstream.ApiKey}", sent.Headers["Authorization"]);
        Assert.DoesNotContain(Server.Token, sent.Headers.Values);
    }

    [Fact]
    public async Task The_key_may_be_a_reference_to_a_secret()
    {
        await using var upstream = await WireDouble.StartAsync("sk-kept-in-a-scope-0123456789");
        await Client.SendAsync(HttpMethod.Post, "/api/2.0/secrets/scopes/create", new { scope = Name });
        await Client.SendAsync(HttpMethod.Post, "/api/2.0/secrets/put", new { scope = Name, key = "openai", string_value = upstream.ApiKey });
        await Client.CreateAsync($"{Name}-s", [Calls.External("gpt", upstream, secret: $$$"""{{secrets/{{{Name}}}/openai}}""")]);

        ChatCompletion answer = await Chat($"{Name}-s").CompleteChatAsync("hi");

        Assert.Equal("Hello from upstream.", answer.Content[0].Text);
    }

    [Theory]
    [InlineData("/serving-endpoints/chat/completions")]
    [InlineData("/v1/chat/completions")]
    [InlineData("/ai-gateway/mlflow/v1/chat/completions")]
    public async Task Each_OpenAI_address_answers(string path)
    {
        var answer = await Client.SendAsync(HttpMethod.Post, path, new { model = Name, messages = new[] { new { role = "user", content = "hi" } } });

        Assert.Equal("chat.completion", answer.GetProperty("object").GetString());
    }

    [Theory]
    [InlineData("/serving-endpoints/{0}/invocations")]
    [InlineData("/api/2.0/serving-endpoints/{0}/invocations")]
    [InlineData("/serving-endpoints/{0}/served-models/gpt/invocations")]
    public async Task An_answer_says_who_gave_it_and_which_request_it_was(string path)
    {
        using var answer = await Client.PostAsync(
            string.Format(null, path, Name), new StringContent("""{"messages":[{"role":"user","content":"hi"}]}""", Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("gpt", answer.Headers.GetValues("Served-Model-Name").Single());
        Assert.True(Guid.TryParse(answer.Headers.GetValues("X-Request-Id").Single(), out _));
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.ToString());
        Assert.Null(answer.Headers.TransferEncodingChunked); // its length is known
    }

    [Fact]
    public async Task Members_that_nobody_here_knows_reach_the_provider_as_they_were()
    {
        using var answer = await Client.PostAsync($"/serving-endpoints/{Name}/invocations", new StringContent(
            """{"messages":[{"role":"user","content":"\u00e9 \" \ud83d\ude00"}],"logit_bias":{"1":-1e-7},"x_new":[1.50,null]}""",
            Encoding.UTF8, "application/json"));

        var sent = (await _upstream.NextRequestAsync()).Json;
        Assert.Equal("é \" 😀", sent.GetProperty("messages")[0].GetProperty("content").GetString());
        Assert.Equal("""{"1":-1e-7}""", sent.GetProperty("logit_bias").GetRawText());
        Assert.Equal("[1.50,null]", sent.GetProperty("x_new").GetRawText());
    }

    private ChatClient Chat(string? name = null) => Server.OpenAI().GetChatClient(name ?? Name);
}
