using Andamento.ServedEntities;
using Andamento.Serving;
using Andamento.Tests.TestKit;

namespace Andamento.Tests.Unit.ServedEntities;

public sealed class TokenAdmissionTests
{
    private const int PerSecond = 100;

    private readonly ManualTime _time = new();

    [Fact]
    public async Task A_burst_of_a_second_is_let_in_and_the_next_request_waits_for_the_rest()
    {
        var tokens = Admission(TimeSpan.FromSeconds(5));
        await tokens.EnterAsync(CancellationToken.None);
        tokens.Spend(150);

        var waits = tokens.EnterAsync(CancellationToken.None).AsTask();
        await _time.TimerWithinAsync(TimeSpan.FromSeconds(1));
        Assert.False(waits.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.6));

        await waits;
    }

    [Fact]
    public async Task Who_would_wait_too_long_is_refused_at_once_and_told_when_to_come_again()
    {
        var tokens = Admission(TimeSpan.FromSeconds(5));
        tokens.Spend(100 + 900);

        var refused = await Assert.ThrowsAsync<ServingException>(() => tokens.EnterAsync(CancellationToken.None).AsTask());

        Assert.Equal((FailureKind.Overloaded, TimeSpan.FromSeconds(10)), (refused.Kind, refused.RetryAfter));
        Assert.Contains("provisioned throughput of 100 tokens per second", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_queue_that_is_full_lets_nobody_else_wait()
    {
        var tokens = Admission(TimeSpan.FromSeconds(5), queue: 1);
        tokens.Spend(150);
        var first = tokens.EnterAsync(CancellationToken.None).AsTask();

        await Assert.ThrowsAsync<ServingException>(() => tokens.EnterAsync(CancellationToken.None).AsTask());

        _time.Advance(TimeSpan.FromSeconds(1));
        await first;
    }

    [Fact]
    public async Task Two_front_doors_that_tell_the_set_each_second_stay_together_within_the_maximum()
    {
        const int Seconds = 60, Request = 10;
        var set = new TokenBucket(PerSecond, _time);
        TokenAdmission[] doors = [Admission(TimeSpan.Zero), Admission(TimeSpan.Zero)];
        var used = 0;
        for (var tick = 0; tick < Seconds * 20; tick++)
        {
            foreach (var (at, door) in doors.Index())
            {
                if (await IsLetInAsync(door))
                {
                    door.Spend(Request);
                    used += Request;
                }

                if (tick % 20 != at * 7) continue; // not both at once
                set.Take(door.Report());
                door.Learn(set.Level);
            }

            _time.Advance(TimeSpan.FromSeconds(0.05));
        }

        Assert.InRange(used, 0.95 * PerSecond * Seconds, 1.05 * PerSecond * Seconds);
    }

    [Fact]
    public void What_could_not_be_told_is_told_the_next_time()
    {
        var tokens = Admission(TimeSpan.Zero);
        tokens.Spend(30);

        tokens.NotReported(tokens.Report());
        tokens.Spend(5);

        Assert.Equal(35, tokens.Report());
        Assert.Equal(0, tokens.Report());
    }

    private static async Task<bool> IsLetInAsync(TokenAdmission door)
    {
        try
        {
            await door.EnterAsync(CancellationToken.None);
            return true;
        }
        catch (ServingException)
        {
            return false;
        }
    }

    private TokenAdmission Admission(TimeSpan patience, int queue = 200) =>
        new("chat", PerSecond, new() { MaxQueueTime = patience, MaxQueue = queue }, _time);
}
