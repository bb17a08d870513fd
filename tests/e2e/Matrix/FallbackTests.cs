using System.Net;
using System.Net.Http.Json;
using Andamento.Tests.EndToEnd.Processes;
using Andamento.Tests.TestKit.Upstream;

namespace Andamento.Tests.EndToEnd.Matrix;

/// <summary>An endpoint with a list of providers asks the next one when one fails (data-plane contract, section 9).</summary>
[Collection(MatrixTests.Name)]
public sealed class FallbackTests(MatrixServer matrix) : IAsyncLifetime
{
    private readonly string _name = $"fallback-{Guid.NewGuid():N}"[..20];
    private WireDouble[] _providers = [];

    public async Task InitializeAsync()
    {
        _providers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => WireDouble.StartAsync()));
        await matrix.Server.Client.SendAsync(HttpMethod.Post, "/api/2.0/serving-endpoints", new
        {
            name = _name,
            config = new
            {
                served_entities = _providers.Select((provider, index) => Calls.External($"provider-{index}", provider)),
                traffic_config = new { routes = _providers.Select((_, index) => Calls.Route($"provider-{index}", index is 1 ? 100 : 0)) },
            },
            ai_gateway = new { fallback_config = new { enabled = true } },
        });
    }

    public async Task DisposeAsync()
    {
        foreach (var provider in _providers) await provider.DisposeAsync();
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task When_the_first_fails_the_next_in_the_list_answers(int status)
    {
        Fail(status, 1);

        using var answer = await AskAsync();

        Assert.Equal((HttpStatusCode.OK, "provider-0"), (answer.StatusCode, ServedBy(answer)));
        Assert.Equal([1, 0, 0], Asked(0, 2, 3));
        Assert.NotEmpty(_providers[1].Requests);
    }

    [Fact]
    public async Task The_list_is_gone_through_in_its_order()
    {
        Fail(500, 0, 1);

        using var answer = await AskAsync();

        Assert.Equal((HttpStatusCode.OK, "provider-2"), (answer.StatusCode, ServedBy(answer)));
        Assert.Equal([1, 0], Asked(2, 3));
    }

    [Fact]
    public async Task No_more_than_two_others_are_asked()
    {
        Fail(500, 0, 1, 2);

        using var answer = await AskAsync();

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Equal([0], Asked(3));
    }

    [Theory]
    [InlineData(400, 400)]
    [InlineData(404, 404)]
    [InlineData(413, 413)]
    public async Task What_is_wrong_with_the_request_is_told_and_nobody_else_is_asked(int upstream, int status)
    {
        Fail(upstream, 1);

        using var answer = await AskAsync();

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal([0, 1, 0, 0], Asked(0, 1, 2, 3));
    }

    [Fact]
    public async Task A_stream_that_fails_before_its_first_byte_comes_from_the_next()
    {
        Fail(500, 1);

        using var answer = await AskAsync(stream: true);
        var text = await answer.Content.ReadAsStringAsync();

        Assert.Equal("provider-0", ServedBy(answer));
        Assert.EndsWith("data: [DONE]\n\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_that_fails_later_ends_and_nobody_else_is_asked()
    {
        var script = new StreamScript();
        _providers[1].Reply(script.Reply);
        var asking = AskAsync(stream: true);
        await script.SendTextAsync("Hel");
        using var answer = await asking;

        await script.AbortAsync();

        Assert.Equal("provider-1", ServedBy(answer));
        await Assert.ThrowsAsync<HttpRequestException>(() => answer.Content.ReadAsStringAsync());
        Assert.Equal([0, 1, 0, 0], Asked(0, 1, 2, 3));
    }

    private void Fail(int status, params int[] providers)
    {
        foreach (var provider in providers) _providers[provider].Reply(Replies.Error(status, "Not today."));
    }

    private int[] Asked(params int[] providers) => [.. providers.Select(provider => _providers[provider].Requests.Count)];

    private static string? ServedBy(HttpResponseMessage answer) => answer.Headers.GetValues("Served-Model-Name").Single();

    private Task<HttpResponseMessage> AskAsync(bool stream = false)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/serving-endpoints/{_name}/invocations")
        {
            Content = JsonContent.Create(Calls.Hello(stream)),
        };
        return matrix.Server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }
}
