using Andamento.Endpoints;
using Andamento.Tests.Unit.Control;

namespace Andamento.Tests.Unit.Endpoints;

public class EndpointIndexTests
{
    private readonly EndpointIndex _index = new();

    [Fact]
    public void The_newest_come_first_and_equally_old_ones_by_name()
    {
        Set("b", day: 1);
        Set("c", day: 2);
        Set("a", day: 1);

        Assert.Equal(["c", "a", "b"], _index.InOrder.Select(summary => summary.Name));
    }

    [Fact]
    public void What_comes_with_the_installation_stands_before_everything_newer()
    {
        Set("b", day: 9);
        Set("databricks-gte-large-en", day: 1);

        Assert.Equal(["databricks-gte-large-en", "b"], _index.InOrder.Select(summary => summary.Name));
    }

    [Fact]
    public void A_list_is_sorted_again_only_after_a_change()
    {
        Set("a", day: 1);
        var before = _index.InOrder;
        Assert.Equal(before, _index.InOrder); // the very same array

        Set("b", day: 2);

        Assert.NotEqual(before, _index.InOrder);
    }

    [Fact]
    public void A_name_that_is_made_again_is_found_by_its_new_id_alone()
    {
        Set("a", day: 1, id: "first");
        Set("a", day: 2, id: "second");
        Assert.Equal((null, "a"), (_index.Find("first"), _index.Find("second")));

        _index.Set("a", null);

        Assert.Null(_index.Find("second"));
        Assert.Empty(_index.InOrder);
    }

    private void Set(string name, int day, string? id = null) => _index.Set(
        name, Samples.External(name) with { Id = id ?? name, CreatedAt = DateTimeOffset.UnixEpoch.AddDays(day) });
}
