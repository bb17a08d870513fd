using Andamento.RateLimits;
using Andamento.Serving;

namespace Andamento.Tests.Unit.Limits;

public sealed class TokenChargeTests : IAsyncDisposable
{
    private const string Hello = """{"messages":[{"content":"12345678901"}],"max_tokens":100}"""; // 3 tokens and 100

    private readonly FrontDoorLimits _door = new();

    public TokenChargeTests() => _door.Limit(new(RateLimitKey.User, null, 1000), new(RateLimitKey.Endpoint, null, 2000));

    public ValueTask DisposeAsync() => _door.DisposeAsync();

    [Fact]
    public async Task Every_budget_hears_what_was_used_instead_of_what_was_reserved()
    {
        var verdict = await _door.AdmitAsync(body: Hello);
        verdict.Charge!.Answered(new() { Body = "{}"u8.ToArray(), Usage = new(11, 5) });
        verdict.Charge.Settle(failure: null);
        await _door.Budget("0123/user/1").Settled.WaitAsync();
        await _door.Budget("0123/endpoint").Settled.WaitAsync();

        var next = await _door.AdmitAsync();

        Assert.Equal(["settle 0123/endpoint 0/103 as 16", "settle 0123/user/1 0/103 as 16"], _door.Story.Where(line => line.StartsWith("settle", StringComparison.Ordinal)).Order());
        Assert.Equal(1000 - 16, next.Tokens!.Value.Standing.Remaining);
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData(FailureKind.UpstreamFailed, 0)]
    [InlineData(FailureKind.BadRequest, 0)]
    [InlineData(FailureKind.Cancelled, 3)] // the provider may have worked; nobody will ever say how much
    public async Task A_call_without_an_answer_uses_no_tokens_unless_its_caller_left(FailureKind? failure, long used) =>
        Assert.Equal(used, await UsedAsync(charge => charge.Settle(failure)));

    [Fact]
    public async Task An_answer_that_says_nothing_of_its_usage_is_measured_by_its_length() =>
        Assert.Equal(3 + 10, await UsedAsync(charge =>
        {
            charge.Answered(new() { Body = new byte[40] });
            charge.Settle(failure: null);
        }));

    [Fact]
    public async Task A_stream_that_breaks_off_is_settled_by_its_length() =>
        Assert.Equal(3 + 7, await UsedAsync(charge =>
        {
            charge.Streamed(usage: null, bytes: 7 * 190);
            charge.Settle(FailureKind.UpstreamFailed);
        }));

    [Fact]
    public async Task A_stream_that_its_caller_left_is_settled_by_what_it_said_last() =>
        Assert.Equal(50, await UsedAsync(charge =>
        {
            charge.Streamed(new(30, 20), bytes: 7000);
            charge.Settle(FailureKind.Cancelled);
        }));

    private async Task<long> UsedAsync(Action<Api.Limits.TokenCharge> end)
    {
        var verdict = await _door.AdmitAsync(body: Hello);
        end(verdict.Charge!);
        await _door.Budget("0123/user/1").Settled.WaitAsync();
        return 1000 - (await _door.AdmitAsync()).Tokens!.Value.Standing.Remaining;
    }
}
