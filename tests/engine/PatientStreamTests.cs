using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

namespace Andamento.Tests.Engine;

/// <summary>A stream may be silent for longer than a call may take.</summary>
public sealed class PatientStreamTests : IAsyncLifetime
{
    private Cluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await Cluster.StartAsync(
        1,
        silo => silo.Services.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(2)),
        client => client.Services.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(2)));

    public Task DisposeAsync() => _cluster.DisposeAsync().AsTask();

    [Fact]
    public async Task An_item_that_takes_longer_than_the_response_timeout_arrives()
    {
        var (stream, call) = (Key.New(), Key.New());
        await using var items = _cluster.Client.GetGrain<ISlowGrain>(Key.New()).StreamAsync(stream).GetAsyncEnumerator();
        var next = items.MoveNextAsync();
        await Gate.Of(stream).ArrivalAsync();

        // The time-out of an ordinary call tells that the time has passed, twice.
        var other = _cluster.Client.GetGrain<ISlowGrain>(Key.New());
        await Assert.ThrowsAsync<TimeoutException>(() => other.WaitLongAsync(call));
        await Assert.ThrowsAsync<TimeoutException>(() => other.WaitLongAsync(call));

        Gate.Of(stream).Open();
        Assert.True(await next);
        Assert.Equal(1, items.Current);
        Gate.Of(call).Open();
    }
}
