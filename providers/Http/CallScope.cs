namespace Andamento.Providers.Http;

/// <summary>One call under way: its time limits, what the meter learns of it, and how its failures look from outside.</summary>
/// <param name="exchange">What the call is about.</param>
/// <param name="timeLeft">The limit of the whole call, retries included.</param>
/// <param name="callerGone">Cancelled when the caller gives up.</param>
internal sealed class CallScope(Exchange exchange, TimeSpan timeLeft, CancellationToken callerGone) : IDisposable
{
    /// <summary>What the call is about.</summary>
    public Exchange Exchange => exchange;

    /// <summary>Its time limits.</summary>
    public CallClock Clock { get; } = new(exchange.Time, timeLeft, callerGone);

    /// <summary>What the meter learns.</summary>
    public CallRecord Record { get; } = new(exchange);

    /// <summary>What an exception means to the caller. One who gave up learns only that: whatever broke on the way down is of no interest.</summary>
    public Exception Seen(Exception thrown) => callerGone.IsCancellationRequested
        ? new OperationCanceledException(callerGone)
        : CallFailure.Of(thrown, Clock.Expired, exchange.Provider) ?? thrown;

    /// <summary>Ends the call's clock and tells the meter.</summary>
    public void Dispose()
    {
        Record.Dispose();
        Clock.Dispose();
    }
}
