using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

namespace Andamento.Tests.Engine;

/// <summary>How long a caller waits is configured where the caller is.</summary>
public sealed class ResponseTimeoutTests : IAsyncLifetime
{
    private Cluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await Cluster.StartAsync(1, configureClient: client =>
        client.Services.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(1)));

    public Task DisposeAsync() => _cluster.DisposeAsync().AsTask();

    [Fact]
    public async Task A_client_waits_as_long_as_it_is_configured_to()
    {
        var gate = Key.New();

        await Assert.ThrowsAsync<TimeoutException>(
            () => _cluster.Client.GetGrain<ISlowGrain>(Key.New()).WaitLongAsync(gate).Within("the call to time out"));

        Gate.Of(gate).Open();
    }

    [Fact]
    public async Task A_silo_waits_as_long_as_it_is_configured_to()
    {
        var gate = Key.New();
        var waiting = _cluster.Inside(0).GetGrain<ISlowGrain>(Key.New()).WaitLongAsync(gate);

        await Assert.ThrowsAsync<TimeoutException>(() => _cluster.Client.GetGrain<ISlowGrain>(Key.New()).WaitLongAsync(gate));

        Gate.Of(gate).Open();
        await waiting;
    }
}
