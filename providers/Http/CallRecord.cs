namespace Andamento.Providers.Http;

/// <summary>What the meter learns of one call. Disposed without an outcome, the caller gave up.</summary>
internal sealed class CallRecord(Exchange exchange) : IDisposable
{
    private readonly long _start = exchange.Time.GetTimestamp();
    private string _outcome = ProviderMetrics.Cancelled;

    private TimeSpan Elapsed => exchange.Time.GetElapsedTime(_start);

    /// <summary>The first event of a stream is there.</summary>
    public void FirstEvent() => ProviderMetrics.FirstEvent(exchange.Adapter, exchange.Call, Elapsed);

    /// <summary>The call is tried again.</summary>
    public void Retried(ProviderException after) =>
        ProviderMetrics.Retry(exchange.Adapter, exchange.Call, after.Failure);

    /// <summary>The call ended well.</summary>
    public void Answered() => _outcome = ProviderMetrics.Answered;

    /// <summary>The call failed for good.</summary>
    public void Failed(Exception seen) => _outcome = seen switch
    {
        ProviderException failed => failed.Failure.ToString(),
        OperationCanceledException => ProviderMetrics.Cancelled,
        _ => ProviderMetrics.Defect,
    };

    public void Dispose() => ProviderMetrics.Ended(exchange.Adapter, exchange.Call, _outcome, Elapsed);
}
