using System.Text;
using Andamento.Tests.EndToEnd.Processes;
using Andamento.Tests.TestKit.Upstream;

namespace Andamento.Tests.EndToEnd;

public class SecrecyTests
{
    private const string Plaintext = "sk-in-plaintext-7f3a9c51e2";
    private const string Kept = "sk-kept-in-a-scope-91b7d04c6e";
    private const string Prompt = "the prompt that nobody else may read 5d81";

    [Fact]
    public async Task No_secret_token_or_prompt_is_in_the_data_folder_the_logs_or_an_answer()
    {
        await using var server = await Server.StartAsync();
        await using var plain = await WireDouble.StartAsync(Plaintext);
        await using var kept = await WireDouble.StartAsync(Kept);
        using var client = new HttpClient(new Listening(out var heard)) { BaseAddress = new Uri(server.Address) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", server.Token);

        await client.SendAsync(HttpMethod.Post, "/api/2.0/secrets/scopes/create", new { scope = "s" });
        await client.SendAsync(HttpMethod.Post, "/api/2.0/secrets/put", new { scope = "s", key = "k", string_value = Kept });
        await client.CreateAsync("plain", [Api.External("gpt", plain)]);
        await client.CreateAsync("kept", [Api.External("gpt", kept, secret: "{{secrets/s/k}}")]);
        foreach (var name in new[] { "plain", "kept" })
        {
            using var answer = await client.QueryAsync(name, new { messages = new[] { new { role = "user", content = Prompt } } });
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        }

        plain.Reply(Replies.Error(401, $"Incorrect API key provided: {Plaintext}."));
        (await client.QueryAsync("plain", Api.Hello())).Dispose();
        await client.SendAsync(HttpMethod.Get, "/api/2.0/serving-endpoints");
        await client.SendAsync(HttpMethod.Get, "/api/2.0/secrets/list?scope=s");
        await client.SendAsync(HttpMethod.Get, "/api/2.0/token/list");
        server.Kill();

        var places = Directory.EnumerateFiles(server.Data, "*", SearchOption.AllDirectories)
            .Select(file => (Where: file, What: Encoding.Latin1.GetString(File.ReadAllBytes(file))))
            .Append((Where: "the log", What: server.Output.Replace($"Token, shown once:  {server.Token}", "").Replace($"TOKEN={server.Token}", "")))
            .Append((Where: "an answer", What: heard.ToString()));
        foreach (var (where, what) in places)
        {
            Assert.All(Forms(), secret => Assert.False(what.Contains(secret, StringComparison.Ordinal), $"'{secret}' is in {where}."));
        }

        IEnumerable<string> Forms() => new[] { Plaintext, Kept, server.Token, Prompt }
            .SelectMany(secret => new[] { secret, Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)) });
    }

    private sealed class Listening : DelegatingHandler
    {
        private readonly StringBuilder _heard;

        public Listening(out StringBuilder heard)
            : base(new SocketsHttpHandler()) => _heard = heard = new();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            await response.Content.LoadIntoBufferAsync(cancellationToken);
            _heard.Append(response.Headers).Append(await response.Content.ReadAsStringAsync(cancellationToken));
            return response;
        }
    }
}
