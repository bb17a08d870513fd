using Andamento.RateLimits;

namespace Andamento.Tests.Unit.Budgets; // not "RateLimits", which would hide the namespace that other tests name

public sealed class RollingWindowTests
{
    private const long MinuteMs = 60_000;

    private readonly RollingWindow _window = new();

    [Fact]
    public void What_was_counted_leaves_after_a_minute_and_never_earlier()
    {
        _window.Add(3, nowMs: 0);
        _window.Add(4, nowMs: 20_000);

        Assert.Equal([7, 7, 4, 0], new[] { 30_000, MinuteMs, MinuteMs + 1, MinuteMs + 20_001 }.Select(CountAt));
    }

    [Fact]
    public void A_full_window_says_when_something_fits_again()
    {
        _window.Add(1, nowMs: 0);

        var standing = _window.Standing(limit: 1, nowMs: 20_000);
        var resetMs = 20_000 + (long)standing.ResetAfter.TotalMilliseconds;

        Assert.Equal(0, standing.Remaining);
        Assert.Equal([1, 0], new[] { resetMs - 1, resetMs }.Select(CountAt));
    }

    [Fact]
    public void A_window_with_room_says_when_its_oldest_leaves()
    {
        Assert.Equal(new(5, TimeSpan.Zero), _window.Standing(limit: 5, nowMs: 0));

        _window.Add(2, nowMs: 0);

        Assert.Equal(new(3, TimeSpan.FromMilliseconds(MinuteMs + 1 - 500)), _window.Standing(limit: 5, nowMs: 500));
    }

    [Fact]
    public void A_limit_of_0_is_never_below() =>
        Assert.Equal(new(0, RollingWindow.Length), _window.Standing(limit: 0, nowMs: 0));

    [Fact]
    public void After_a_limit_is_lowered_several_must_leave_first()
    {
        for (var second = 0; second < 10; second++) _window.Add(1, second * 1000);

        Assert.Equal(7000 + 1 + MinuteMs - 10_000, (long)_window.Standing(limit: 3, nowMs: 10_000).ResetAfter.TotalMilliseconds);
    }

    [Fact]
    public void What_is_taken_back_is_taken_where_it_was_counted()
    {
        _window.Add(5, nowMs: 10);
        _window.Add(5, nowMs: 20_000);

        _window.TakeBack(2, RollingWindow.StampOf(10));

        Assert.Equal([8, 5], new[] { 20_000, MinuteMs + 11 }.Select(CountAt));
    }

    [Theory]
    [InlineData(9)]
    [InlineData(200)]
    [InlineData(long.MaxValue - 100)]
    [InlineData(-1)]
    public void A_stamp_of_nothing_takes_nothing_back(long stampMs)
    {
        _window.Add(5, nowMs: 110);

        _window.TakeBack(5, stampMs);

        Assert.Equal(5, _window.Count);
    }

    [Fact]
    public void No_more_is_taken_back_than_was_counted()
    {
        _window.Add(5, nowMs: 0);

        _window.TakeBack(7, RollingWindow.StampOf(0));

        Assert.Equal(0, _window.Count);
    }

    [Fact]
    public void What_has_left_cannot_be_taken_back()
    {
        _window.Add(5, nowMs: 0);
        _window.Add(1, nowMs: 2 * MinuteMs);
        _window.Pass(2 * MinuteMs);

        _window.TakeBack(5, RollingWindow.StampOf(0));

        Assert.Equal(1, _window.Count);
    }

    [Fact]
    public void What_nobody_knows_the_moment_of_is_taken_from_the_oldest()
    {
        _window.Add(3, nowMs: 0);
        _window.Add(3, nowMs: 30_000);

        _window.TakeBackOldest(4);

        Assert.Equal([2, 2], new[] { 30_000, MinuteMs + 1 }.Select(CountAt));
    }

    [Fact]
    public void A_restored_window_holds_what_the_stored_one_did_for_as_long()
    {
        for (var call = 0; call < 50; call++) _window.Add(1, call * 7);
        var restored = new RollingWindow();
        restored.Restore(_window.Save(), nowMs: 350);

        restored.TakeBack(1, RollingWindow.StampOf(49 * 7)); // a stamp from before still means its step
        restored.Pass(MinuteMs);

        Assert.Equal(49, restored.Count);
    }

    [Fact]
    public void What_a_clock_that_was_set_back_left_behind_does_not_block_for_long()
    {
        _window.Restore([new(10 * MinuteMs, 5)], nowMs: 0);

        Assert.Equal([5, 0], new[] { 0, MinuteMs + 100 }.Select(CountAt));
    }

    [Fact]
    public void What_comes_after_a_restored_step_that_lies_ahead_shares_it()
    {
        _window.Restore([new(100, 5)], nowMs: 20);

        _window.Add(1, nowMs: 21);

        Assert.Equal([new WindowStep(100, 6)], _window.Save());
    }

    [Fact]
    public void A_stored_window_is_small()
    {
        for (var call = 0; call < 60_000; call++) _window.Add(1, call);

        Assert.InRange(_window.Save().Count(), 600, 601);
        Assert.Equal(60_000, _window.Save().Sum(step => step.Count));
    }

    private long CountAt(long nowMs)
    {
        _window.Pass(nowMs);
        return _window.Count;
    }
}
