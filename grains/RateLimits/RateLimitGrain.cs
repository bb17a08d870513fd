using Andamento.Records;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace Andamento.RateLimits;

[Reentrant] // Calls are counted while the window is being stored. Safe: counting never awaits.
internal sealed class RateLimitGrain : Grain, IRateLimitGrain
{
    private readonly Stored<RateLimitRecord> _record;
    private readonly TimeSpan _saveDelay;
    private readonly TimeProvider _time;
    private readonly ILogger<RateLimitGrain> _log;
    private readonly long _startedAt;
    private readonly long _startedAtMs;
    private readonly RollingWindow _window;
    private IGrainTimer _saving = null!; // OnActivateAsync starts it.
    private bool _changed;

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
        _window = new(firstTicket: _startedAtMs << 20); // above every ticket of an activation before this one
    }

    /// <summary>Wall-clock time that never goes back, so that windows can be stored.</summary>
    private long NowMs => _startedAtMs + (long)_time.GetElapsedTime(_startedAt).TotalMilliseconds;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _window.Restore(_record.Current.Steps.Select(step => (step.AtMs, step.Count)), NowMs);
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

    public ValueTask<RateLimitDecision> AdmitAsync(long calls, CancellationToken cancellationToken)
    {
        var decision = _window.Admit(calls, NowMs);
        if (decision.Admitted) SaveLater();
        return ValueTask.FromResult(decision);
    }

    public ValueTask RefundAsync(long ticket, CancellationToken cancellationToken)
    {
        if (_window.Refund(ticket)) SaveLater();
        return ValueTask.CompletedTask;
    }

    private void SaveLater()
    {
        if (_changed) return;
        _changed = true;
        _saving.Change(_saveDelay, Timeout.InfiniteTimeSpan);
    }

    private async Task SaveAsync()
    {
        _changed = false;
        try
        {
            using var writing = await _record.EnterAsync(CancellationToken.None);
            await _record.WriteAsync(new() { Steps = [.. _window.Save().Select(step => new WindowStep(step.AtMs, step.Count))] });
        }
        catch (Exception failed)
        {
            _changed = true; // the last word of this activation, which the failed write ends
            RateLimitLog.NotSaved(_log, this.GetPrimaryKeyString(), failed);
        }
    }
}
