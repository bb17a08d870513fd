using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Andamento.Tests.EndToEnd.Processes;
using Andamento.Tests.TestKit;
using Andamento.Tests.TestKit.Upstream;

namespace Andamento.Tests.EndToEnd.Matrix;

/// <summary>Who keeps failing is left alone for a while (providers contract, 6.3).</summary>
public sealed class CircuitTests : IAsyncLifetime
{
    private const string Name = "circuit";
    private const int Failures = 5; // the default

    private Server _server = null!;
    private WireDouble _upstream = null!;

    public async Task InitializeAsync()
    {
        _upstream = await WireDouble.StartAsync();
        _server = await Server.StartAsync(null, null, ("Providers:Retries", "0"), ("Andamento:ServedEntities:CircuitWindow", "00:01:00"));
        await _server.Client.CreateExternalAsync(Name, _upstream);
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task After_five_failures_nothing_is_sent_and_after_the_pause_one_request_tries()
    {
        _upstream.Reply(Replies.Error(500, "Not today."));
        for (var failure = 0; failure < Failures; failure++) Assert.Equal((502, "upstream_error"), await AskAsync());

        Assert.Equal((503, "circuit_open"), await AskAsync());
        Assert.Equal(Failures, _upstream.Requests.Count);

        // The pause ends while somebody asks; whoever asks then is let through, and kept waiting.
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _upstream.Reply(async (request, response) =>
        {
            await answer.Task.ForAsync("the others to be refused");
            await Replies.Chat("I am back.")(request, response);
        });
        var trying = AskAsync();
        while (_upstream.Requests.Count == Failures)
        {
            if (trying.IsCompleted) Assert.Equal((503, "circuit_open"), await trying);
            if (trying.IsCompleted) trying = AskAsync();
            await Task.Delay(50); // there is no signal over HTTP
        }

        Assert.All(await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => AskAsync())), other => Assert.Equal((503, "circuit_open"), other));
        Assert.Equal(Failures + 1, _upstream.Requests.Count);

        answer.SetResult();
        Assert.Equal((200, null), await trying);
        Assert.Equal((200, null), await AskAsync());
    }

    private async Task<(int Status, string? Code)> AskAsync()
    {
        using var answer = await _server.Client.QueryAsync(Name, Calls.Hello());
        if (answer.StatusCode is HttpStatusCode.OK) return (200, null);

        var error = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error");
        if (error.GetProperty("code").ValueEquals("circuit_open")) Assert.NotNull(answer.Headers.RetryAfter);
        return ((int)answer.StatusCode, error.GetProperty("code").GetString());
    }
}
