using System.Runtime.ExceptionServices;

namespace Andamento.Providers.Http;

/// <summary>Carries the retry plan of one call out, once an attempt has failed: counts, waits, and tells the meter.</summary>
internal sealed class Retries(CallScope scope)
{
    private int _made;
    private int _risked; // those of them after which the provider may have answered

    /// <summary>Waits until the call may be sent again.</summary>
    /// <param name="thrown">What ended the last attempt.</param>
    /// <exception cref="ProviderException">There is no further attempt: what the last one means to the caller.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task WaitAsync(Exception thrown)
    {
        var seen = scope.Seen(thrown);
        if (seen is not ProviderException failed || PauseAfter(failed) is not { } wait)
        {
            scope.Record.Failed(seen);
            ExceptionDispatchInfo.Throw(seen);
            return;
        }

        if (RetryPlan.IsRisky(failed)) _risked++;
        _made++;
        scope.Record.Retried(failed);
        await PauseAsync(wait);
    }

    private TimeSpan? PauseAfter(ProviderException failed)
    {
        var exchange = scope.Exchange;
        if (exchange.Learns(failed)) return TimeSpan.Zero;

        var hedges = exchange.Hedged ? 1 : 0; // which was a retry made early, and a risk
        return RetryPlan.Wait(
            failed, _made + hedges, _risked + hedges, scope.Clock.Left, exchange.Options, Random.Shared.NextDouble());
    }

    private async Task PauseAsync(TimeSpan wait)
    {
        scope.Clock.AllowAll();
        try
        {
            await Task.Delay(wait, scope.Exchange.Time, scope.Clock.Token);
        }
        catch (OperationCanceledException ended)
        {
            var seen = scope.Seen(ended);
            scope.Record.Failed(seen);
            throw seen;
        }
    }
}
