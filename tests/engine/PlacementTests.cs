using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime.MembershipService.SiloMetadata;

namespace Andamento.Tests.Engine;

/// <summary>Where a grain comes to live.</summary>
[Collection(SharedCluster.Name)]
public sealed class PlacementTests(SharedCluster cluster)
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_call_may_say_where_its_grain_should_live(int silo)
    {
        Assert.Equal(cluster.Address(silo), await (await cluster.PlaceAsync<ITurnGrain>(silo)).GetSiloAsync());
    }

    [Fact]
    public async Task A_hint_does_not_move_a_grain_that_lives()
    {
        var grain = await cluster.PlaceAsync<ITurnGrain>(0);

        RequestContext.Set(Orleans.Runtime.Placement.IPlacementDirector.PlacementHintKey, cluster.Address(1));

        Assert.Equal(cluster.Address(0), await grain.GetSiloAsync());
    }

    [Fact]
    public void Every_silo_knows_the_metadata_of_all()
    {
        for (var observer = 0; observer < 3; observer++)
        {
            var cache = cluster.Services(observer).GetRequiredService<ISiloMetadataCache>();
            foreach (var silo in cluster.Silos)
            {
                var metadata = cache.GetSiloMetadata(silo.SiloAddress).Metadata;
                Assert.Equal((silo.Name, "test"), (metadata["zone"], metadata["kind"]));
            }
        }
    }

    [Fact]
    public async Task A_filter_keeps_a_grain_on_the_silos_it_names_whoever_calls()
    {
        var silo1 = cluster.Silos.Single(silo => silo.Name is "Silo_1").SiloAddress;
        IGrainFactory[] callers = [cluster.Client, cluster.Inside(0), cluster.Inside(1), cluster.Inside(2)];

        foreach (var caller in callers)
        {
            for (var grain = 0; grain < 5; grain++)
            {
                Assert.Equal(silo1, await caller.GetGrain<IZonedGrain>(Key.New()).GetSiloAsync());
            }
        }
    }

    [Fact]
    public async Task A_filter_is_stronger_than_a_hint()
    {
        var silo1 = cluster.Silos.Single(silo => silo.Name is "Silo_1").SiloAddress;
        var other = cluster.Silos.First(silo => silo.Name is not "Silo_1").SiloAddress;
        RequestContext.Set(Orleans.Runtime.Placement.IPlacementDirector.PlacementHintKey, other);

        Assert.Equal(silo1, await cluster.Client.GetGrain<IZonedGrain>(Key.New()).GetSiloAsync());
    }

    [Fact]
    public async Task A_filter_that_leaves_no_silo_fails_the_call()
    {
        var grain = cluster.Client.GetGrain<INowhereGrain>(Key.New());

        await Assert.ThrowsAnyAsync<OrleansException>(() => grain.GetSiloAsync().Within("the call to fail"));
    }
}
