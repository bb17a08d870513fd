using System.Collections.Immutable;

namespace Andamento.Tests.Engine;

/// <summary>How a message type may be declared.</summary>
[Collection(SharedCluster.Name)]
public sealed class MessageTypeTests(SharedCluster cluster)
{
    private readonly IEchoGrain _echo = cluster.Client.GetGrain<IEchoGrain>(Key.New());

    [Fact]
    public async Task A_positional_record_may_number_its_properties_and_have_more_in_its_body()
    {
        var sent = new WithPropertyIds("name", 3) { Note = "note" };

        Assert.Equal(sent, await _echo.EchoAsync(sent));
    }

    [Fact]
    public async Task Required_and_init_members_arrive_and_marked_ones_stay_behind()
    {
        var received = await _echo.EchoAsync(new WithBody("name") { Size = 4, Scratch = 9 });

        Assert.Equal(new WithBody("name") { Size = 4 }, received);
        Assert.Equal(8, received.Twice);
    }

    [Fact]
    public async Task Get_only_properties_and_private_fields_arrive()
    {
        var received = await _echo.EchoAsync(new GetOnly("name", 5));

        Assert.Equal("name", received.Name);
        Assert.Equal(5, received.Size());
    }

    [Fact]
    public async Task A_class_with_setters_arrives()
    {
        var received = await _echo.EchoAsync(new Mutable { Name = "name", Tags = ["a", "b"] });

        Assert.Equal("name", received!.Name);
        Assert.Equal(["a", "b"], received.Tags);
    }

    [Fact]
    public async Task Structs_arrive()
    {
        Assert.Equal(new Place(1.5, -2), await _echo.EchoAsync(new Place(1.5, -2)));
        Assert.Equal(new MutablePlace { Line = 3 }, await _echo.EchoAsync(new MutablePlace { Line = 3 }));
    }

    [Fact]
    public async Task A_generic_type_arrives_for_every_argument()
    {
        var places = await _echo.EchoAsync(new Page<Place>([new(1, 2), new(3, 4)], "next"));
        var pages = await _echo.EchoAsync(new Page<Page<string>>([new(["a"], null), new([], "end")], null));

        Assert.Equal([new(1, 2), new(3, 4)], places.Items.ToArray());
        Assert.Equal("next", places.Next);
        Assert.Equal(["a"], pages.Items[0].Items.ToArray());
        Assert.Equal("end", pages.Items[1].Next);
    }

    [Fact]
    public async Task A_nested_type_may_hold_itself()
    {
        var sent = new Outer.Inner(1, new(2, new(3, null)));

        Assert.Equal(sent, await _echo.EchoAsync(sent));
    }

    [Fact]
    public async Task A_derived_type_arrives_as_what_it_is()
    {
        Assert.Equal(new Circle("c", 1), await _echo.EchoAsync((Shape)new Circle("c", 1)));
        Assert.Equal(
            [new Square("s", 2), null, new Circle("c", 1)],
            await _echo.EchoAsync(new List<Shape?> { new Square("s", 2), null, new Circle("c", 1) }));
    }

    [Fact]
    public async Task Collections_arrive_with_order_and_content()
    {
        var sent = new Collections(
            [3, 1, 2], ["x", null!, ""], [[1], [], [2, 3]], new() { ["b"] = 2, ["a"] = 1 }, ["one", "two"],
            new([7, 8]), new List<string> { "r" }, new Dictionary<string, int> { ["k"] = 5 });

        var received = await _echo.EchoAsync(sent);

        Assert.Equivalent(sent, received, strict: true);
        Assert.Equal(sent.List, received.List);
        Assert.Equal([7, 8], received.Queue);
    }

    [Fact]
    public async Task A_dictionary_keeps_its_comparer()
    {
        var sent = new Collections([], [], [], new(StringComparer.OrdinalIgnoreCase) { ["Key"] = 1 }, [], new(), [], new Dictionary<string, int>());

        Assert.Equal(1, (await _echo.EchoAsync(sent)).Dictionary["KEY"]);
    }

    [Fact]
    public async Task Immutable_and_frozen_collections_arrive()
    {
        var numbers = new Dictionary<string, int> { ["a"] = 1, ["b"] = 2 };
        var sent = new ImmutableCollections(
            [1, 2], ["x", "y"], numbers.ToImmutableDictionary(), ["s"],
            System.Collections.Frozen.FrozenDictionary.ToFrozenDictionary(numbers),
            System.Collections.Frozen.FrozenSet.ToFrozenSet(["f", "g"]));

        var received = await _echo.EchoAsync(sent);

        Assert.Equal(sent.Array.ToArray(), received.Array.ToArray());
        Assert.Equal(sent.List, received.List);
        Assert.Equal(sent.Dictionary.OrderBy(pair => pair.Key), received.Dictionary.OrderBy(pair => pair.Key));
        Assert.Equal(sent.Set, received.Set);
        Assert.Equal(sent.FrozenDictionary.OrderBy(pair => pair.Key), received.FrozenDictionary.OrderBy(pair => pair.Key));
        Assert.Equal(["f", "g"], received.FrozenSet.Order());
    }

    [Fact]
    public async Task An_immutable_array_that_was_never_set_arrives_so()
    {
        Assert.True((await _echo.EchoAsync(new Page<Place>(default, null))).Items.IsDefault);
    }
}
