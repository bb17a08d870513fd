using System.Collections.Concurrent;
using Andamento.Api.Auth;
using Andamento.RateLimits;

namespace Andamento.Api.Limits;

/// <summary>This front door's accounts, by the budget's key. One not asked for lately may be forgotten.</summary>
internal sealed class BudgetAccounts(
    IGrainFactory grains, LeaseKeepers keepers, TimeProvider time, ILogger<BudgetAccounts> log)
{
    private readonly BoundedMap<string, BudgetAccount> _accounts = new(capacity: 16_384);

    /// <summary>The account with a budget.</summary>
    public BudgetAccount Of(string key)
    {
        if (_accounts.TryGet(key, out var known)) return known;

        var account = new BudgetAccount(grains.GetGrain<IRateLimitGrain>(key), keepers, time, log);
        _accounts.Set(key, account);
        return account;
    }
}

/// <summary>Owns the tasks that hold leases: when the process stops, they return them.</summary>
internal sealed class LeaseKeepers : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<Task, bool> _running = new();

    /// <summary>Runs a task until it ends.</summary>
    public void Run(Func<CancellationToken, Task> keep)
    {
        Task task;
        using (ExecutionContext.SuppressFlow()) task = keep(_stopping.Token); // it outlives the request that began it
        _running[task] = true;
        _ = task.ContinueWith(ended => _running.TryRemove(ended, out _), TaskScheduler.Default);
    }

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_running.Keys).WaitAsync(cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose() => _stopping.Dispose();
}
