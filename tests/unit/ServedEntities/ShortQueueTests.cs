using Andamento.ServedEntities;
using Andamento.Serving;
using Andamento.Tests.TestKit;

namespace Andamento.Tests.Unit.ServedEntities;

public sealed class ShortQueueTests
{
    private static readonly ServingException Refusal = new(FailureKind.Overloaded, "Full.");

    private readonly ManualTime _time = new();
    private readonly ServedEntityOptions _options = new() { MaxQueue = 1 };
    private readonly ShortQueue _queue;

    public ShortQueueTests() => _queue = new(_options, _time);

    [Fact]
    public async Task A_request_waits_for_another_to_end()
    {
        var waiting = WaitAsync(_time.GetTimestamp());
        Assert.True(_queue.IsUsed);

        _queue.Ended();

        await waiting.ForAsync("its turn");
        Assert.False(_queue.IsUsed);
    }

    [Fact]
    public async Task One_too_many_is_refused_at_once()
    {
        var since = _time.GetTimestamp();
        var first = WaitAsync(since);

        Assert.Same(Refusal, await Assert.ThrowsAsync<ServingException>(() => WaitAsync(since)));
        _queue.Ended();
        await first.ForAsync("its turn");
    }

    [Fact]
    public async Task A_request_that_has_waited_long_enough_is_refused()
    {
        var since = _time.GetTimestamp();
        _time.Advance(_options.MaxQueueTime);

        await Assert.ThrowsAsync<ServingException>(() => WaitAsync(since));
        Assert.False(_queue.IsUsed);
    }

    [Fact]
    public async Task Ends_that_nobody_waited_for_are_not_saved_up()
    {
        for (var request = 0; request < 100; request++) _queue.Ended();
        var waiting = WaitAsync(_time.GetTimestamp());

        Assert.False(waiting.IsCompleted);
        _queue.Ended();
        await waiting.ForAsync("its turn");
    }

    private Task WaitAsync(long since) => _queue.WaitAsync(since, Refusal, CancellationToken.None);
}
