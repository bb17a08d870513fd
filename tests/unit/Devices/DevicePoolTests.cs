using Andamento.Silo.Devices;

namespace Andamento.Tests.Unit.Devices;

public sealed class DevicePoolTests
{
    private readonly Dictionary<int, long> _free = new() { [0] = 100, [1] = 300, [2] = 200 };

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
        var free = NvidiaMemory.Parse("0, 81003\n1, [N/A]\nsome warning\n3, 5\n");

        Assert.Equal([(0, 81003L << 20), (3, 5L << 20)], free.Select(one => (one.Key, one.Value)));
    }

    private static async Task<int> TakeAsync(DevicePool pool) => (await pool.TakeAsync(CancellationToken.None)).Index;

    private DevicePool Pool(params int[] devices) => new(devices, _ => Task.FromResult<IReadOnlyDictionary<int, long>>(_free));
}
