namespace Andamento.Tests.Engine;

/// <summary>Caller and grain share no mutable object, wherever they are.</summary>
[Collection(SharedCluster.Name)]
public sealed class CopyTests(SharedCluster cluster)
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task What_the_caller_changes_later_does_not_reach_the_grain(int caller)
    {
        var grain = await NearAsync(caller);
        List<string> list = ["sent"];

        await grain.KeepListAsync(list);
        list.Add("later");

        Assert.Equal(["sent"], await grain.GetListAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task What_the_caller_does_to_a_result_does_not_reach_the_grain(int caller)
    {
        var grain = await NearAsync(caller);
        await grain.KeepListAsync(["sent"]);

        (await grain.GetListAsync()).Add("later");

        Assert.Equal(["sent"], await grain.GetListAsync());
    }

    [Fact]
    public async Task Bytes_and_messages_are_copied_inside_a_silo()
    {
        var grain = await NearAsync(0);
        byte[] bytes = [1];
        await grain.KeepBytesAsync(bytes);
        bytes[0] = 2;
        Assert.Equal([1], Assert.IsType<byte[]>(KeepingGrain.Kept[grain.GetPrimaryKeyString()]));

        var message = new Mutable { Tags = ["sent"] };
        await grain.KeepMutableAsync(message);
        message.Tags.Add("later");
        Assert.Equal(["sent"], Assert.IsType<Mutable>(KeepingGrain.Kept[grain.GetPrimaryKeyString()]).Tags);
    }

    [Fact]
    public async Task An_immutable_message_is_not_copied_inside_a_silo()
    {
        var grain = await NearAsync(0);
        var message = new ImmutableMessage(new byte[] { 1, 2, 3 });

        await grain.KeepMessageAsync(message);

        Assert.Same(message, KeepingGrain.Kept[grain.GetPrimaryKeyString()]);
    }

    [Fact]
    public async Task An_immutable_parameter_is_not_copied_inside_a_silo()
    {
        var grain = await NearAsync(0);
        byte[] bytes = [1, 2, 3];

        await grain.KeepParameterAsync(bytes);

        Assert.Same(bytes, KeepingGrain.Kept[grain.GetPrimaryKeyString()]);
    }

    [Fact]
    public async Task Between_silos_even_an_immutable_message_is_a_copy()
    {
        var grain = await NearAsync(1);
        var message = new ImmutableMessage(new byte[] { 1, 2, 3 });

        await grain.KeepMessageAsync(message);

        var kept = Assert.IsType<ImmutableMessage>(KeepingGrain.Kept[grain.GetPrimaryKeyString()]);
        Assert.NotSame(message, kept);
        Assert.Equal([1, 2, 3], kept.Bytes.ToArray());
    }

    /// <summary>A grain on silo 0, seen from inside silo <paramref name="caller"/>.</summary>
    private async Task<IKeepingGrain> NearAsync(int caller)
    {
        var grain = await cluster.PlaceAsync<IKeepingGrain>(0);
        return cluster.Inside(caller).GetGrain<IKeepingGrain>(grain.GetPrimaryKeyString());
    }
}
