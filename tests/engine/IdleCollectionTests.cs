using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

namespace Andamento.Tests.Engine;

/// <summary>An activation that nobody calls goes away by itself.</summary>
public sealed class IdleCollectionTests : IAsyncLifetime
{
    private Cluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await Cluster.StartAsync(1, silo => silo.Services
        .Configure<GrainCollectionOptions>(options =>
        {
            options.CollectionQuantum = TimeSpan.FromMilliseconds(500);
            options.CollectionAge = TimeSpan.FromSeconds(1);
        }));

    public Task DisposeAsync() => _cluster.DisposeAsync().AsTask();

    [Fact]
    public async Task An_activation_is_collected_at_the_configured_age()
    {
        var grain = _cluster.Client.GetGrain<ILifeGrain>(Key.New());
        await grain.GetLifeAsync();

        Assert.Equal(nameof(DeactivationReasonCode.ActivationIdle), await Signal.NextAsync(grain.GetPrimaryKeyString()));
    }

    [Fact]
    public async Task A_timer_keeps_its_grain_only_when_it_says_so()
    {
        var kept = _cluster.Client.GetGrain<ILifeGrain>(Key.New());
        var left = _cluster.Client.GetGrain<ILifeGrain>(Key.New());
        await kept.TickForeverAsync(keepAlive: true);
        await left.TickForeverAsync(keepAlive: false);

        Assert.Equal(nameof(DeactivationReasonCode.ActivationIdle), await Signal.NextAsync(left.GetPrimaryKeyString()));
        for (var tick = 0; tick < 40; tick++) await Signal.NextAsync($"tick {kept.GetPrimaryKeyString()}");

        Assert.Equal(0, Signal.Pending(kept.GetPrimaryKeyString()));
    }
}
