using Andamento.Replicas;
using Andamento.Silo.Devices;
using Andamento.Tests.TestKit;

namespace Andamento.Tests.Unit.Devices;

public sealed class DevicePoolTests
{
    private readonly Dictionary<int, DeviceReading> _read = new() { [0] = new(100, 400, 0), [1] = new(300, 400, 7), [2] = new(200, 400, null) };
    private readonly ManualTime _time = new();
    private int _asked;

    [Fact]
    public async Task Replicas_spread_over_devices_and_the_first_goes_where_most_memory_is_free()
    {
        var pool = Pool(0, 1, 2);

        var taken = new List<int>();
        for (var replica = 0; replica < 4; replica++) taken.Add(await TakeAsync(pool));

        Assert.Equal([1, 2, 0, 1], taken);
    }

    [Fact]
    public async Task A_device_whose_replica_has_gone_is_the_next_to_get_one()
    {
        var pool = Pool(0, 1);
        var first = await pool.TakeAsync(CancellationToken.None);
        await pool.TakeAsync(CancellationToken.None);

        first.Dispose();
        first.Dispose(); // counts once

        Assert.Equal(1, first.Index);
        Assert.Equal(1, await TakeAsync(pool));
        Assert.Equal(1, await TakeAsync(pool)); // both have one now, and 1 has more memory
    }

    [Fact]
    public void What_the_tool_prints_is_read_and_the_rest_ignored()
    {
        var read = NvidiaTool.Parse("0, 60000, 80000, 12\n1, [N/A], [N/A], 3\nsome warning\n3, 5, 10, [N/A]\n");

        Assert.Equal([0, 3], read.Keys);
        Assert.Equal((new(60000L << 20, 80000L << 20, 12), 25), (read[0], read[0].MemoryTaken));
        Assert.Equal((null, 50), (read[3].Busy, read[3].MemoryTaken));
    }

    [Fact]
    public async Task Devices_are_read_beside_whoever_asks_and_not_more_often_than_needed()
    {
        var pool = Pool(1);
        Assert.Null(pool.Read(1)); // nobody waits for the first answer

        while (pool.Read(1) is null) await Task.Yield();
        _read[1] = new(0, 400, 100);
        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal((7, 25, 1), (pool.Read(1)!.Busy, pool.Read(1)!.MemoryTaken, _asked));

        _time.Advance(TimeSpan.FromSeconds(1));
        while (pool.Read(1)!.Busy is 7) await Task.Yield();
        Assert.Equal((100, 100, 2), (pool.Read(1)!.Busy, pool.Read(1)!.MemoryTaken, _asked));
    }

    [Fact]
    public async Task A_device_that_tells_nothing_has_no_figure()
    {
        _read.Clear();
        var pool = Pool(0);

        while (pool.Read(0) is null && Volatile.Read(ref _asked) == 0) await Task.Yield();

        Assert.Null(pool.Read(0));
    }

    private static async Task<int> TakeAsync(DevicePool pool) => (await pool.TakeAsync(CancellationToken.None)).Index;

    private DevicePool Pool(params int[] devices) => new(
        devices,
        _ =>
        {
            Interlocked.Increment(ref _asked);
            return Task.FromResult<IReadOnlyDictionary<int, DeviceReading>>(_read.ToDictionary());
        },
        _time);
}
