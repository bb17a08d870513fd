using Andamento.ServedEntities;
using Andamento.Serving;
using Andamento.Tests.TestKit;

namespace Andamento.Tests.Unit.ServedEntities;

public class CallSlotsTests
{
    private readonly ManualTime _time = new();
    private readonly CallSlots _slots;

    public CallSlotsTests() => _slots = new("gpt", new ServedEntityOptions { MaxConcurrency = 1, MaxQueue = 1 }, _time);

    [Fact]
    public async Task A_request_waits_for_the_one_in_front_of_it()
    {
        await _slots.TakeAsync(CancellationToken.None);
        var next = _slots.TakeAsync(CancellationToken.None).AsTask();
        Assert.False(next.IsCompleted);

        _slots.GiveBack();

        await next.ForAsync("the free slot");
    }

    [Fact]
    public async Task Behind_a_full_queue_a_request_is_refused_at_once()
    {
        await _slots.TakeAsync(CancellationToken.None);
        var waits = _slots.TakeAsync(CancellationToken.None).AsTask();

        var refused = await Assert.ThrowsAsync<ServingException>(() => _slots.TakeAsync(CancellationToken.None).AsTask());

        Assert.Equal((FailureKind.Overloaded, TimeSpan.FromSeconds(1)), (refused.Kind, refused.RetryAfter));
        _slots.GiveBack();
        await waits.ForAsync("the free slot");
    }

    [Fact]
    public async Task A_queue_that_does_not_move_is_left()
    {
        await _slots.TakeAsync(CancellationToken.None);
        var waits = _slots.TakeAsync(CancellationToken.None).AsTask();

        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(FailureKind.Overloaded, (await Assert.ThrowsAsync<ServingException>(() => waits)).Kind);
        var next = _slots.TakeAsync(CancellationToken.None).AsTask(); // its place is free again
        _slots.GiveBack();
        await next.ForAsync("the free slot");
    }

    [Fact]
    public async Task A_caller_who_leaves_the_queue_takes_no_slot()
    {
        await _slots.TakeAsync(CancellationToken.None);
        using var leaving = new CancellationTokenSource();
        var waits = _slots.TakeAsync(leaving.Token).AsTask();

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waits);
        _slots.GiveBack();
        await _slots.TakeAsync(CancellationToken.None).AsTask().ForAsync("the slot");
    }
}
