namespace Andamento.Tests.Engine;

/// <summary>A reference is a value: it travels, compares and works wherever it arrives.</summary>
[Collection(SharedCluster.Name)]
public sealed class ReferenceTests(SharedCluster cluster)
{
    [Fact]
    public async Task A_grain_gives_its_own_reference_away()
    {
        var grain = await cluster.PlaceAsync<IReferenceGrain>(1);

        var self = await grain.GetSelfAsync();

        Assert.Equal(grain, self);
        Assert.Equal(cluster.Address(1), await self.GetSiloAsync());
    }

    [Fact]
    public async Task A_reference_works_as_an_argument_on_another_silo()
    {
        var asker = await cluster.PlaceAsync<IReferenceGrain>(0);
        var other = await cluster.PlaceAsync<IReferenceGrain>(2);

        Assert.Equal(cluster.Address(2), await asker.AskAsync(other));
    }

    [Fact]
    public async Task References_travel_inside_messages_and_collections()
    {
        var asker = await cluster.PlaceAsync<IReferenceGrain>(0);
        var first = await cluster.PlaceAsync<IReferenceGrain>(1);
        var second = await cluster.PlaceAsync<ITurnGrain>(2);
        var third = await cluster.PlaceAsync<IReferenceGrain>(0);

        var answers = await asker.AskAllAsync(new(first, [second], new() { ["third"] = third }));

        Assert.Equal([cluster.Address(1), cluster.Address(2), cluster.Address(0)], answers);
    }

    [Fact]
    public async Task A_null_reference_stays_null()
    {
        Assert.Null(await cluster.Client.GetGrain<IReferenceGrain>(Key.New()).EchoAsync(null));
    }

    [Fact]
    public void References_to_the_same_grain_are_equal()
    {
        var key = Key.New();
        var one = cluster.Client.GetGrain<IReferenceGrain>(key);
        var same = cluster.Client.GetGrain<IReferenceGrain>(key);

        Assert.Equal(one, same);
        Assert.Equal(one.GetHashCode(), same.GetHashCode());
        Assert.NotEqual(one, cluster.Client.GetGrain<IReferenceGrain>(Key.New()));
    }

    [Fact]
    public async Task A_reference_can_be_seen_as_another_interface_of_its_grain()
    {
        var grain = await cluster.PlaceAsync<IReferenceGrain>(1);

        Assert.Equal(grain.GetPrimaryKeyString(), await grain.AsReference<INamedGrain>().GetNameAsync());
    }

    [Fact]
    public async Task A_grain_id_leads_back_to_the_grain()
    {
        var grain = await cluster.PlaceAsync<IReferenceGrain>(1);

        var found = cluster.Inside(0).GetGrain<IReferenceGrain>(grain.GetGrainId());

        Assert.Equal(cluster.Address(1), await found.GetSiloAsync());
    }
}
