using Andamento.Api.Auth;

namespace Andamento.Tests.Unit.Auth;

public sealed class BoundedMapTests
{
    [Fact]
    public void An_entry_nobody_asks_for_is_forgotten()
    {
        var map = new BoundedMap<int, string>(capacity: 8);
        map.Set(0, "old");
        for (var i = 1; i <= 10; i++) map.Set(i, "new");

        Assert.False(map.TryGet(0, out _));
        Assert.True(map.TryGet(10, out _));
    }

    [Fact]
    public void An_entry_in_use_stays()
    {
        var map = new BoundedMap<int, string>(capacity: 8);
        map.Set(0, "used");
        for (var i = 1; i <= 100; i++)
        {
            map.Set(i, "new");
            Assert.True(map.TryGet(0, out _));
        }
    }
}
