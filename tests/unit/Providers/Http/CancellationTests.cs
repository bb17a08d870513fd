using System.Diagnostics;
using Andamento.Providers;
using Andamento.Tests.TestKit.Upstream;

namespace Andamento.Tests.Unit.Providers.Http;

/// <summary>A caller who leaves: the provider must notice at once, whatever the call was doing.</summary>
public sealed class CancellationTests
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(2); // far above what it takes, far below any time-out

    [Fact]
    public async Task While_a_whole_answer_is_awaited()
    {
        await using var upstream = await WireDouble.StartAsync();
        upstream.Reply(Replies.Never);
        using var client = Calls.Client();
        using var leave = new CancellationTokenSource();
        var answer = client.SendAsync(upstream, leave.Token);
        var request = await upstream.NextRequestAsync();

        await AssertLeavesAsync(request, leave);

        Assert.Equal(leave.Token, (await Assert.ThrowsAsync<OperationCanceledException>(() => answer)).CancellationToken);
    }

    [Fact]
    public async Task While_a_whole_answer_is_read()
    {
        await using var upstream = await WireDouble.StartAsync();
        var script = new StreamScript();
        upstream.Reply(script.Reply);
        using var client = Calls.Client();
        using var leave = new CancellationTokenSource();
        var answer = client.SendAsync(upstream, leave.Token);
        var request = await upstream.NextRequestAsync();
        await script.SendBytesAsync("{\"choices\":"u8.ToArray());

        await AssertLeavesAsync(request, leave);

        await Assert.ThrowsAsync<OperationCanceledException>(() => answer);
    }

    [Fact]
    public async Task While_the_first_event_is_awaited()
    {
        await using var upstream = await WireDouble.StartAsync();
        upstream.Reply(Replies.Never);
        using var client = Calls.Client();
        using var leave = new CancellationTokenSource();
        var events = client.StreamAsync(upstream, leave.Token).ReadAsync();
        var request = await upstream.NextRequestAsync();

        await AssertLeavesAsync(request, leave);

        await Assert.ThrowsAsync<OperationCanceledException>(() => events);
    }

    [Fact]
    public async Task While_the_next_event_is_awaited()
    {
        await using var upstream = await WireDouble.StartAsync();
        using var client = Calls.Client();
        using var leave = new CancellationTokenSource();
        var (events, request) = await BeginAsync(upstream, client, leave.Token);
        var next = events.MoveNextAsync().AsTask();

        await AssertLeavesAsync(request, leave);

        await Assert.ThrowsAsync<OperationCanceledException>(() => next);
        await events.DisposeAsync();
    }

    [Fact]
    public async Task While_nobody_reads_the_stream()
    {
        await using var upstream = await WireDouble.StartAsync();
        using var client = Calls.Client();
        using var leave = new CancellationTokenSource();
        var (events, request) = await BeginAsync(upstream, client, leave.Token);

        await AssertLeavesAsync(request, leave);

        await Assert.ThrowsAsync<OperationCanceledException>(() => events.MoveNextAsync().AsTask());
        await events.DisposeAsync();
    }

    [Fact]
    public async Task By_no_longer_enumerating()
    {
        await using var upstream = await WireDouble.StartAsync();
        using var client = Calls.Client();
        var (events, request) = await BeginAsync(upstream, client, default);
        var left = Stopwatch.GetTimestamp();

        await events.DisposeAsync();

        Assert.InRange(Stopwatch.GetElapsedTime(left, await request.DisconnectedAsync()), TimeSpan.Zero, AtOnce);
    }

    private static async Task<(IAsyncEnumerator<ProviderChunk> Events, WireRequest Request)> BeginAsync(
        WireDouble upstream, Andamento.Providers.Http.ProviderClient client, CancellationToken cancellationToken)
    {
        var script = new StreamScript();
        upstream.Reply(script.Reply);
        var events = client.StreamAsync(upstream, cancellationToken).GetAsyncEnumerator(CancellationToken.None);
        var first = events.MoveNextAsync();
        await script.SendTextAsync("a");
        Assert.True(await first);
        return (events, await upstream.NextRequestAsync());
    }

    private static async Task AssertLeavesAsync(WireRequest request, CancellationTokenSource leave)
    {
        var left = Stopwatch.GetTimestamp();
        await leave.CancelAsync();

        Assert.InRange(Stopwatch.GetElapsedTime(left, await request.DisconnectedAsync()), TimeSpan.Zero, AtOnce);
    }
}
