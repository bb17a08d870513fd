using System.Collections.Concurrent;
using System.Collections.Immutable;
using Andamento.RateLimits;

namespace Andamento.Tests.Unit.Limits;

/// <summary>A budget's grain without a silo: decides as the real one does, and remembers who asked for what.</summary>
internal sealed class BudgetDouble(string key, TimeProvider time, ConcurrentQueue<string> story) : IRateLimitGrain
{
    private readonly Lock _turn = new();
    private readonly Budget _budget = new();
    private TaskCompletionSource _returned = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Thrown by the next calls, one each.</summary>
    public ConcurrentQueue<Exception> Failures { get; } = new();

    /// <summary>One entry for each lease that was asked for and answered.</summary>
    public SemaphoreSlim Leased { get; } = new(0);

    /// <summary>One entry for each settlement that has come.</summary>
    public SemaphoreSlim Settled { get; } = new(0);

    /// <summary>One entry for each lease that came back.</summary>
    public SemaphoreSlim Returned { get; } = new(0);

    private long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    public async ValueTask<RateLimitDecision> AdmitAsync(BudgetLimits limits, long tokens, CancellationToken cancellationToken)
    {
        story.Enqueue($"admit {key} {limits.Calls}/{limits.Tokens} {tokens}");
        while (true)
        {
            Task returned;
            lock (_turn)
            {
                if (Failures.TryDequeue(out var failure)) throw failure;
                if (_budget.Admit(limits, tokens, NowMs) is { } decision) return decision;

                returned = _returned.Task;
            }

            await returned.WaitAsync(cancellationToken);
        }
    }

    public ValueTask SettleAsync(ImmutableArray<BudgetSettlement> settlements, CancellationToken cancellationToken)
    {
        lock (_turn)
        {
            if (Failures.TryDequeue(out var failure)) throw failure;
            foreach (var settlement in settlements)
            {
                story.Enqueue($"settle {key} {settlement.Reserved.Calls}/{settlement.Reserved.Tokens} as {settlement.Used.Tokens}");
                _budget.Settle(settlement, NowMs);
            }
        }

        Settled.Release(settlements.Length);
        return default;
    }

    public ValueTask<LeaseGrant> LeaseAsync(BudgetLimits limits, LeaseReport report, BudgetAmount wish, CancellationToken cancellationToken)
    {
        lock (_turn)
        {
            if (Failures.TryDequeue(out var failure)) throw failure;
            var grant = _budget.Lease(limits, report, wish, NowMs);
            story.Enqueue($"lease {key} {wish.Calls}/{wish.Tokens} spent {report.Spent.Calls}/{report.Spent.Tokens}: {(grant.Recalled ? "recalled" : grant.Granted.Calls)}");
            Leased.Release();
            return new(grant);
        }
    }

    public ValueTask<long> ReturnAsync(LeaseReport report, CancellationToken cancellationToken)
    {
        lock (_turn)
        {
            if (Failures.TryDequeue(out var failure)) throw failure;
            story.Enqueue($"return {key} spent {report.Spent.Calls}/{report.Spent.Tokens} pending {report.Pending.Tokens}");
            var stamp = _budget.Return(report, NowMs);
            _returned.SetResult();
            _returned = new(TaskCreationOptions.RunContinuationsAsynchronously);
            Returned.Release();
            return new(stamp);
        }
    }
}
