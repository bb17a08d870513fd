namespace Andamento.Tests.Engine;

/// <summary>What a message may be made of. Client and grain live in different places, so all of it is serialised.</summary>
[Collection(SharedCluster.Name)]
public sealed class SerializationTests(SharedCluster cluster)
{
    private readonly IEchoGrain _echo = cluster.Client.GetGrain<IEchoGrain>(Key.New());

    [Fact]
    public async Task Primitives_keep_their_extremes()
    {
        var low = new Primitives(
            false, 0, sbyte.MinValue, short.MinValue, 0, int.MinValue, 0, long.MinValue, 0,
            float.NegativeInfinity, double.Epsilon, decimal.MinValue, '\0', "");
        var high = new Primitives(
            true, 255, 127, short.MaxValue, ushort.MaxValue, int.MaxValue, uint.MaxValue, long.MaxValue, ulong.MaxValue,
            float.NaN, double.MaxValue, 0.1m, '\uffff', "tab\tnul\0 ß 🚀");

        Assert.Equal(low, await _echo.EchoAsync(low));
        Assert.Equal(high, await _echo.EchoAsync(high));
    }

    [Fact]
    public async Task Values_of_the_base_library_arrive_whole()
    {
        var sent = new Values(
            Guid.NewGuid(),
            new DateTime(2026, 2, 28, 23, 59, 59, DateTimeKind.Utc).AddTicks(7),
            new DateTimeOffset(2026, 2, 28, 23, 59, 59, TimeSpan.FromHours(-9.5)),
            TimeSpan.FromTicks(-1),
            new DateOnly(2026, 2, 28),
            new TimeOnly(23, 59, 59, 999),
            new Uri("https://example.com/a%20b?c=d#e"),
            new Version(10, 4, 2),
            Colour.Green,
            Int128.MaxValue,
            (Half)1.5);

        var received = await _echo.EchoAsync(sent);

        Assert.Equal(sent, received);
        Assert.Equal(sent.Offset.Offset, received.Offset.Offset);
        Assert.Equal(DateTimeKind.Utc, received.DateTime.Kind);
    }

    [Fact]
    public async Task A_relative_uri_stays_relative()
    {
        var sent = new Values(default, default, default, default, default, default, new Uri("a/b", UriKind.Relative), new(1, 0), default, default, default);

        Assert.Equal(sent.Uri, (await _echo.EchoAsync(sent)).Uri);
    }

    [Fact]
    public async Task Nothing_and_something_are_told_apart()
    {
        var nothing = new Optionals(null, null, null, null, null, null);
        var zero = new Optionals(0, Guid.Empty, DateTimeOffset.MinValue, Colour.Red, "", null);

        Assert.Equal(nothing, await _echo.EchoAsync(nothing));
        Assert.Equal(zero, await _echo.EchoAsync(zero));
        Assert.Null(await _echo.EchoAsync((Mutable?)null));
        Assert.Equal("3 null Green null", await _echo.EchoManyAsync(3, null, Colour.Green, null));
        Assert.Equal("-3 x Red a.b", await _echo.EchoManyAsync(-3, "x", Colour.Red, new Uri("http://a.b/c")));
    }

    [Fact]
    public async Task A_string_may_be_long()
    {
        var text = string.Create(1_000_000, 0, (span, _) => span.Fill('é'));

        Assert.Equal(text, (await _echo.EchoAsync(new Mutable { Name = text }))!.Name);
    }

    [Fact]
    public async Task Tuples_arrive_whole()
    {
        var sent = new Tuples((1, "one"), Tuple.Create(2, "two"), (3, ("three", Guid.NewGuid())));

        Assert.Equal(sent, await _echo.EchoAsync(sent));
    }

    [Fact]
    public async Task Megabytes_arrive_whole()
    {
        var bytes = new byte[4 * 1024 * 1024];
        new Random(1).NextBytes(bytes);

        Assert.Equal(bytes, await _echo.EchoAsync(bytes));
    }

    [Fact]
    public async Task Memory_arrives_as_the_slice_it_is()
    {
        byte[] bytes = [0, 1, 2, 3, 4];

        var received = await _echo.EchoAsync(new Buffers([], bytes.AsMemory(1, 3), bytes.AsMemory(4)));

        Assert.Equal([], received.Array);
        Assert.Equal([1, 2, 3], received.ReadOnly.ToArray());
        Assert.Equal([4], received.Memory.ToArray());
    }

    [Fact]
    public async Task A_type_without_a_serializer_is_refused()
    {
        var failure = await Record.ExceptionAsync(() => _echo.EchoAsync(new Envelope(new Stranger())));

        Assert.IsType<Orleans.Serialization.CodecNotFoundException>(failure);
    }

    [Fact]
    public async Task An_object_arrives_as_the_type_it_is()
    {
        Assert.Equal(new Place(1, 2), (await _echo.EchoAsync(new Envelope(new Place(1, 2)))).Content);
        Assert.Equal("text", (await _echo.EchoAsync(new Envelope("text"))).Content);
        Assert.Equal(7L, (await _echo.EchoAsync(new Envelope(7L))).Content);
    }
}
