using Andamento.RateLimits;

namespace Andamento.Tests.Unit.Budgets; // not "RateLimits", which would hide the namespace that other tests name

public sealed class RollingWindowTests
{
    private const long MinuteMs = 60_000;

    private readonly RollingWindow _window = new(firstTicket: 100);

    [Fact]
    public void The_limit_is_admitted_and_not_one_call_more()
    {
        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(_ => _window.Admit(3, nowMs: 5).Admitted));
        Assert.Equal(3, _window.Count);
    }

    [Fact]
    public void A_refused_caller_learns_when_the_next_call_fits()
    {
        _window.Admit(1, nowMs: 0);

        var refused = _window.Admit(1, nowMs: 20_000);
        var resetMs = 20_000 + (long)refused.ResetAfter.TotalMilliseconds;

        Assert.False(_window.Admit(1, resetMs - 1).Admitted);
        Assert.True(_window.Admit(1, resetMs).Admitted);
    }

    [Fact]
    public void A_limit_of_0_refuses_every_call()
    {
        var refused = _window.Admit(0, nowMs: 0);

        Assert.Equal((false, RollingWindow.Length), (refused.Admitted, refused.ResetAfter));
    }

    [Fact]
    public void After_a_limit_is_lowered_several_calls_must_leave_first()
    {
        for (var second = 0; second < 10; second++) _window.Admit(10, second * 1000);

        var refused = _window.Admit(3, nowMs: 10_000);

        Assert.False(refused.Admitted);
        Assert.Equal(7000 + 1 + MinuteMs - 10_000, (long)refused.ResetAfter.TotalMilliseconds);
    }

    [Fact]
    public void A_refund_makes_room_once()
    {
        var ticket = _window.Admit(1, nowMs: 0).Ticket;

        Assert.True(_window.Refund(ticket));
        Assert.False(_window.Refund(ticket));
        Assert.Equal(0, _window.Count);
        Assert.True(_window.Admit(1, nowMs: 1).Admitted);
        Assert.False(_window.Admit(1, nowMs: 2).Admitted);
    }

    [Fact]
    public void A_ticket_that_was_never_given_out_refunds_nothing()
    {
        _window.Admit(5, nowMs: 0);

        Assert.All(new long[] { 99, 101, -1, long.MaxValue }, ticket => Assert.False(_window.Refund(ticket)));
        Assert.Equal(1, _window.Count);
    }

    [Fact]
    public void A_call_that_has_left_the_window_cannot_be_refunded()
    {
        var old = _window.Admit(5, nowMs: 0).Ticket;
        _window.Admit(5, nowMs: 2 * MinuteMs);

        Assert.False(_window.Refund(old));
        Assert.Equal(1, _window.Count);
    }

    [Fact]
    public void A_restored_window_refuses_what_the_stored_one_would()
    {
        for (var call = 0; call < 50; call++) _window.Admit(100, call * 7);
        var restored = new RollingWindow(firstTicket: 1_000_000);
        restored.Restore(_window.Save(), nowMs: 350);

        Assert.Equal(50, restored.Count);
        Assert.False(restored.Admit(50, MinuteMs).Admitted);
        Assert.False(restored.Refund(120));
    }

    [Fact]
    public void What_a_clock_that_was_set_back_left_behind_does_not_block_for_long()
    {
        var restored = new RollingWindow(firstTicket: 0);
        restored.Restore([(10 * MinuteMs, 5)], nowMs: 0);

        Assert.False(restored.Admit(5, nowMs: 0).Admitted);
        Assert.True(restored.Admit(5, MinuteMs + 100).Admitted);
    }

    [Fact]
    public void A_stored_window_is_small()
    {
        for (var call = 0; call < 60_000; call++) _window.Admit(long.MaxValue, call);

        Assert.InRange(_window.Save().Count(), 600, 601);
        Assert.Equal(60_000, _window.Save().Sum(step => step.Count));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void No_60_seconds_ever_hold_more_than_the_limit(int seed)
    {
        var random = new Random(seed);
        var limit = random.Next(1, 40);
        var admitted = new List<long>();
        var tickets = new Dictionary<long, long>();
        for (var (now, call) = (0L, 0); call < 20_000; call++, now += random.Next(0, 200))
        {
            var decision = _window.Admit(limit, now);
            if (decision.Admitted)
            {
                admitted.Add(now);
                tickets[decision.Ticket] = now;
                if (random.Next(10) == 0 && _window.Refund(decision.Ticket)) admitted.RemoveAt(admitted.Count - 1);
            }
            else
            {
                // exact the other way too: a refusal means that the last minute is full, but for the 1 ms of rounding
                Assert.Equal(limit, admitted.Count(at => at >= now - MinuteMs));
            }

            Assert.True(admitted.Count(at => at > now - MinuteMs) <= limit);
        }

        Assert.Equal(tickets.Count, tickets.Keys.Distinct().Count());
    }
}
