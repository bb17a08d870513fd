using System.Collections.Immutable;
using Andamento.Records;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace Andamento.RateLimits;

[Reentrant] // Calls are counted while the budget is being stored. Safe: the budget changes within a turn, never across an await.
internal sealed class RateLimitGrain : Grain, IRateLimitGrain
{
    private static readonly TimeSpan GrantDelay = TimeSpan.FromMilliseconds(100);

    private readonly Budget _budget = new();
    private readonly Stored<RateLimitRecord> _record;
    private readonly TimeSpan _saveDelay;
    private readonly TimeProvider _time;
    private readonly ILogger<RateLimitGrain> _log;
    private readonly long _startedAt;
    private readonly long _startedAtMs;
    private IGrainTimer _saving = null!; // OnActivateAsync starts it.
    private bool _changed;
    private long _saveDueMs;
    private TaskCompletionSource _saved = NewSignal(); // the next write that begins
    private TaskCompletionSource _returned = NewSignal(); // the next lease that ends

    public RateLimitGrain(
        [PersistentState("rate-limit", StorageNames.Relaxed)] IPersistentState<RateLimitRecord> storage,
        IOptions<RateLimitOptions> options, TimeProvider time, ILogger<RateLimitGrain> log)
    {
        _record = new(storage, DeactivateOnIdle);
        _saveDelay = options.Value.SaveDelay;
        _time = time;
        _log = log;
        _startedAt = time.GetTimestamp();
        _startedAtMs = time.GetUtcNow().ToUnixTimeMilliseconds();
    }

    /// <summary>Wall-clock time that never goes back, so that windows can be stored.</summary>
    private long NowMs => _startedAtMs + (long)_time.GetElapsedTime(_startedAt).TotalMilliseconds;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _budget.Restore(_record.Current, NowMs);
        _saving = this.RegisterGrainTimer(
            static (grain, _) => grain.SaveAsync(), this,
            new(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan) { Interleave = true });
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_changed) await SaveAsync();
        await base.OnDeactivateAsync(reason, cancellationToken);
    }

    public ValueTask<RateLimitDecision> AdmitAsync(BudgetLimits limits, long tokens, CancellationToken cancellationToken) =>
        _budget.Admit(limits, tokens, NowMs) is { } decision
            ? ValueTask.FromResult(Decided(decision))
            : AdmitAfterLeasesAsync(limits, tokens, cancellationToken);

    public ValueTask SettleAsync(ImmutableArray<BudgetSettlement> settlements, CancellationToken cancellationToken)
    {
        foreach (var settlement in settlements) _budget.Settle(settlement, NowMs);
        SaveWithin(_saveDelay);
        return ValueTask.CompletedTask;
    }

    public async ValueTask<LeaseGrant> LeaseAsync(
        BudgetLimits limits, LeaseReport report, BudgetAmount wish, CancellationToken cancellationToken)
    {
        var grant = _budget.Lease(limits, report, wish, NowMs);
        SaveWithin(_saveDelay < GrantDelay ? _saveDelay : GrantDelay);

        // A grant that only this activation knew of would be spent unseen after its death.
        if (!grant.Recalled) await _saved.Task.WaitAsync(cancellationToken);
        return grant;
    }

    public ValueTask<long> ReturnAsync(LeaseReport report, CancellationToken cancellationToken)
    {
        var stamp = _budget.Return(report, NowMs);
        SaveWithin(_saveDelay);
        _returned.SetResult();
        _returned = NewSignal();
        return ValueTask.FromResult(stamp);
    }

    private async ValueTask<RateLimitDecision> AdmitAfterLeasesAsync(
        BudgetLimits limits, long tokens, CancellationToken cancellationToken)
    {
        while (true)
        {
            var lapse = Task.Delay(_budget.UntilLapse(NowMs), _time, cancellationToken);
            await Task.WhenAny(_returned.Task, lapse);
            cancellationToken.ThrowIfCancellationRequested(); // before it counts
            if (_budget.Admit(limits, tokens, NowMs) is { } decision) return Decided(decision);
        }
    }

    private RateLimitDecision Decided(RateLimitDecision decision)
    {
        if (decision.Admitted) SaveWithin(_saveDelay);
        return decision;
    }

    private void SaveWithin(TimeSpan delay)
    {
        var dueMs = NowMs + (long)delay.TotalMilliseconds;
        if (_changed && _saveDueMs <= dueMs) return;
        (_changed, _saveDueMs) = (true, dueMs);
        _saving.Change(delay, Timeout.InfiniteTimeSpan);
    }

    private async Task SaveAsync()
    {
        _changed = false;
        var saved = _saved;
        try
        {
            using var writing = await _record.EnterAsync(CancellationToken.None);
            (saved, _saved) = (_saved, NewSignal()); // all that waited for the writer
            await _record.WriteAsync(_budget.Save());
            saved.SetResult();
        }
        catch (Exception failed)
        {
            _changed = true; // the last word of this activation, which the failed write ends
            saved.TrySetException(failed);
            RateLimitLog.NotSaved(_log, this.GetPrimaryKeyString(), failed);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
