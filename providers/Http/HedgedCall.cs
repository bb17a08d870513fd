namespace Andamento.Providers.Http;

/// <summary>
/// Sends a call, and where it may be hedged once more when no response has begun in time. The first response that decides
/// is the answer; the other request is closed at once.
/// </summary>
/// <remarks>
/// A response that has begun, with its status, is never raced: from then on nothing is sent twice. A call is hedged once at
/// most, whatever its retries.
/// </remarks>
internal static class HedgedCall
{
    /// <summary>Sends it. The caller disposes the response, whatever its status.</summary>
    public static Task<HttpResponseMessage> SendAsync(
        Exchange exchange, HttpMessageInvoker http, CancellationToken cancellationToken) =>
        exchange is { Call.Hedge: { } hedge, Hedged: false }
            ? SendAsync(exchange, hedge, http, cancellationToken)
            : Credentials.SendAsync(exchange, http, cancellationToken);

    private static async Task<HttpResponseMessage> SendAsync(
        Exchange exchange, IHedge hedge, HttpMessageInvoker http, CancellationToken cancellationToken)
    {
        using var firstStop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var first = Credentials.SendAsync(exchange, http, firstStop.Token);
        await ((Task)first).WaitAsync(hedge.After, exchange.Time, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (first.IsCompleted || cancellationToken.IsCancellationRequested || !hedge.TryBegin()) return await first;

        exchange.Hedged = true;
        using var secondStop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var second = Credentials.SendAsync(exchange, http, secondStop.Token);
            var winner = await DecideAsync(first, second);
            var (loser, stop) = winner == first ? (second, secondStop) : (first, firstStop);
            ProviderMetrics.Hedge(exchange.Adapter, exchange.Call, winner == first ? "first" : "second");
            await stop.CancelAsync();
            _ = DropAsync(loser);
            return await winner;
        }
        finally
        {
            hedge.End();
        }
    }

    // Who fails first says what happened, when both do.
    private static async Task<Task<HttpResponseMessage>> DecideAsync(
        Task<HttpResponseMessage> first, Task<HttpResponseMessage> second)
    {
        var ended = await Task.WhenAny(first, second);
        if (await DecidesAsync(ended)) return ended;

        var other = ended == first ? second : first;
        return await DecidesAsync(other) ? other : ended;
    }

    /// <summary>True for an answer, and for a refusal that the same request would meet again.</summary>
    private static async ValueTask<bool> DecidesAsync(Task<HttpResponseMessage> sent)
    {
        await ((Task)sent).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return sent.IsCompletedSuccessfully && (int)(await sent).StatusCode is < 500 and not (408 or 409 or 424 or 429);
    }

    private static async Task DropAsync(Task<HttpResponseMessage> loser)
    {
        await ((Task)loser).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (loser.IsCompletedSuccessfully) (await loser).Dispose();
    }
}
