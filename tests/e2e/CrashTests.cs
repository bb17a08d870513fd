using System.Net;
using Andamento.Tests.EndToEnd.Processes;
using Andamento.Tests.TestKit;
using Andamento.Tests.TestKit.Upstream;
using Xunit.Abstractions;

namespace Andamento.Tests.EndToEnd;

/// <summary>What was acknowledged is there after <c>kill -9</c>.</summary>
public sealed class CrashTests(ITestOutputHelper output)
{
    [Fact]
    public async Task An_endpoint_a_token_a_limit_and_a_secret_survive_a_kill_right_after_their_answer()
    {
        await using var upstream = await WireDouble.StartAsync();
        var server = await Server.StartAsync();
        try
        {
            await server.Client.SendAsync(HttpMethod.Post, "/api/2.0/secrets/scopes/create", new { scope = "s" });
            server = await server.KillAndStartAgainAsync();
            await server.Client.SendAsync(HttpMethod.Post, "/api/2.0/secrets/put", new { scope = "s", key = "k", string_value = upstream.ApiKey });
            server = await server.KillAndStartAgainAsync();
            await server.Client.CreateAsync("kept", [Calls.External("gpt", upstream, secret: "{{secrets/s/k}}")]);
            server = await server.KillAndStartAgainAsync();
            await server.Client.SendAsync(HttpMethod.Put, "/api/2.0/serving-endpoints/kept/rate-limits", new
            {
                rate_limits = new[] { new { key = "endpoint", renewal_period = "minute", calls = 2 } },
            });
            server = await server.KillAndStartAgainAsync();
            var token = await server.Client.SendAsync(HttpMethod.Post, "/api/2.0/token/create", new { comment = "mine" });
            server = await server.KillAndStartAgainAsync();

            using var client = server.ClientOf(token.GetProperty("token_value").GetString());
            var statuses = new List<HttpStatusCode>();
            for (var call = 0; call < 3; call++)
            {
                using var answer = await client.QueryAsync("kept", Calls.Hello());
                statuses.Add(answer.StatusCode);
            }

            Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests], statuses);
        }
        finally
        {
            output.WriteLine(server.Output);
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task Kills_at_random_moments_lose_no_endpoint_that_was_acknowledged()
    {
        await using var upstream = await WireDouble.StartAsync();
        var acknowledged = new List<string>();
        var random = new Random(20300101); // the moments are the same in each run, as far as a machine allows
        var server = await Server.StartAsync();
        try
        {
            for (var round = 0; round < 4; round++)
            {
                using var writing = new CancellationTokenSource();
                var begun = new TaskCompletionSource();
                var writer = WriteAsync(server.Client, upstream, round, acknowledged, begun, writing.Token);
                await begun.Task.ForAsync("the round's first endpoint");
                await Task.Delay(random.Next(0, 700), CancellationToken.None); // the moment of the kill is the point of this test
                server.Kill();
                await writing.CancelAsync();
                await writer;

                server = await server.KillAndStartAgainAsync();
                foreach (var name in acknowledged) await server.Client.SendAsync(HttpMethod.Get, $"/api/2.0/serving-endpoints/{name}");
                var list = await server.Client.SendAsync(HttpMethod.Get, "/api/2.0/serving-endpoints");
                var names = list.GetProperty("endpoints").EnumerateArray().Select(endpoint => endpoint.GetProperty("name").GetString()!);
                Assert.Subset(names.ToHashSet(), acknowledged.ToHashSet());
            }

            output.WriteLine($"{acknowledged.Count} endpoints were acknowledged, and all are there.");
            using var answer = await server.Client.QueryAsync(acknowledged[^1], Calls.Hello());
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
        finally
        {
            output.WriteLine(server.Output);
            await server.DisposeAsync();
        }
    }

    private static async Task WriteAsync(
        HttpClient client, WireDouble upstream, int round, List<string> acknowledged, TaskCompletionSource begun, CancellationToken stop)
    {
        for (var number = 0; !stop.IsCancellationRequested; number++)
        {
            var name = $"round-{round}-{number}";
            try
            {
                await client.CreateExternalAsync(name, upstream);
                acknowledged.Add(name);
                begun.TrySetResult();
            }
            catch (HttpRequestException)
            {
                return; // the server is dead; this one was not acknowledged
            }
        }
    }
}
