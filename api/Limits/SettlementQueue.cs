using System.Collections.Immutable;
using Andamento.RateLimits;

namespace Andamento.Api.Limits;

/// <summary>
/// Tells one budget what calls have really used, in the background: one message at a time, with all that has come meanwhile.
/// </summary>
internal sealed class SettlementQueue(IRateLimitGrain budget, TimeProvider time, ILogger log)
{
    private readonly Lock _lock = new();
    private readonly ImmutableArray<BudgetSettlement>.Builder _waiting = ImmutableArray.CreateBuilder<BudgetSettlement>();
    private Task? _sending;

    /// <summary>Completes when all that was added is told, or lost.</summary>
    public Task Sent
    {
        get
        {
            lock (_lock) return _sending ?? Task.CompletedTask;
        }
    }

    /// <summary>Adds settlements.</summary>
    public void Add(params IEnumerable<BudgetSettlement> settlements)
    {
        lock (_lock)
        {
            _waiting.AddRange(settlements);
            if (_waiting.Count > 0) _sending ??= SendAsync();
        }
    }

    private async Task SendAsync()
    {
        await Task.Yield(); // out of the lock, and out of the answer that ends
        while (Next() is { IsEmpty: false } batch)
        {
            try
            {
                await LostBudget.AskAsync(() => TellAsync(batch), time, CancellationToken.None);
            }
            catch (Exception failed)
            {
                LimitLog.NotSettled(log, batch.Length, failed); // The reservations stand until they leave the window.
            }
        }
    }

    private ImmutableArray<BudgetSettlement> Next()
    {
        lock (_lock)
        {
            var batch = _waiting.DrainToImmutable();
            if (batch.IsEmpty) _sending = null;
            return batch;
        }
    }

    private async ValueTask<int> TellAsync(ImmutableArray<BudgetSettlement> batch)
    {
        await budget.SettleAsync(batch, CancellationToken.None);
        return batch.Length;
    }
}
