using Andamento.Replicas;
using Andamento.Tests.TestKit;

namespace Andamento.Tests.Unit.Replicas;

public sealed class ProcessLoadTests
{
    private readonly ManualTime _time = new();
    private ProcessUse _use = new(TimeSpan.FromHours(1), Processors: 4, UsedBytes: 1000, AvailableBytes: 4000);

    [Fact]
    public void Processors_are_told_as_the_part_of_all_of_them_that_was_used_since_the_last_look()
    {
        var load = new ProcessLoad(_time, () => _use);
        Assert.Equal((null, 25), load.Read()); // one look is no difference

        Pass(seconds: 2, used: 6);
        Assert.Equal((75, 25), load.Read());
        Pass(seconds: 2, used: 0);
        Assert.Equal((0, 25), load.Read());
    }

    [Fact]
    public void A_look_that_follows_at_once_is_told_the_same()
    {
        var load = new ProcessLoad(_time, () => _use);
        load.Read();
        Pass(seconds: 1, used: 1);
        load.Read();

        Pass(seconds: 0.9, used: 3.6);

        Assert.Equal(25, load.Read().Processor);
    }

    [Fact]
    public void Nothing_is_more_than_all()
    {
        var load = new ProcessLoad(_time, () => _use with { UsedBytes = 4001 });
        load.Read();
        Pass(seconds: 1, used: 4.2);

        Assert.Equal((100, 100), load.Read());
    }

    [Fact]
    public void This_process_has_processors_and_memory()
    {
        var use = ProcessUse.Look();

        Assert.True(use.ProcessorTime > TimeSpan.Zero);
        Assert.InRange(use.UsedBytes, 1 << 20, use.AvailableBytes);
        Assert.InRange(use.Processors, 1, 4096);
    }

    private void Pass(double seconds, double used)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        _use = _use with { ProcessorTime = _use.ProcessorTime + TimeSpan.FromSeconds(used) };
    }
}
