namespace Andamento.Tests.Engine;

/// <summary>A key names a grain for ever, whatever is in it.</summary>
[Collection(SharedCluster.Name)]
public sealed class KeyTests(SharedCluster cluster)
{
    [Theory]
    [InlineData("plain")]
    [InlineData("a/b/c")]
    [InlineData("Case")]
    [InlineData("with space")]
    [InlineData("+plus%25&=?#")]
    [InlineData("größe/模型/🚀")]
    [InlineData("@1:2|{}\"\\")]
    public async Task A_string_key_arrives_as_it_is(string key)
    {
        var grain = cluster.Client.GetGrain<IStringKeyGrain>(key);

        Assert.Equal(key, grain.GetPrimaryKeyString());
        Assert.Equal(key, await grain.GetKeyAsync());
    }

    [Theory]
    [InlineData(0L)]
    [InlineData(-1L)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public async Task An_integer_key_arrives_as_it_is(long key)
    {
        var grain = cluster.Client.GetGrain<IIntegerKeyGrain>(key);

        Assert.Equal(key, grain.GetPrimaryKeyLong());
        Assert.Equal(key, await grain.GetKeyAsync());
    }

    [Fact]
    public async Task A_guid_key_arrives_as_it_is()
    {
        var key = Guid.NewGuid();
        var grain = cluster.Client.GetGrain<IGuidKeyGrain>(key);

        Assert.Equal(key, grain.GetPrimaryKey());
        Assert.Equal(key, await grain.GetKeyAsync());
    }

    [Fact]
    public async Task Keys_that_differ_in_case_name_two_grains()
    {
        var key = Key.New();

        var lower = await cluster.Client.GetGrain<IBirthGrain>($"a{key}").GetActivationAsync();
        var upper = await cluster.Client.GetGrain<IBirthGrain>($"A{key}").GetActivationAsync();

        Assert.NotEqual(lower, upper);
    }

    [Fact]
    public void One_key_names_a_grain_of_each_kind()
    {
        var key = Key.New();

        var turn = cluster.Client.GetGrain<ITurnGrain>(key).GetGrainId();
        var birth = cluster.Client.GetGrain<IBirthGrain>(key).GetGrainId();

        Assert.Equal(turn.Key, birth.Key);
        Assert.NotEqual(turn, birth);
    }

    [Fact]
    public void A_grain_has_the_same_id_for_every_caller()
    {
        var key = Key.New();
        var known = cluster.Client.GetGrain<ITurnGrain>(key).GetGrainId();

        Assert.Equal(known, cluster.Inside(0).GetGrain<ITurnGrain>(key).GetGrainId());
        Assert.Equal(known, GrainId.Parse(known.ToString()));
    }
}
