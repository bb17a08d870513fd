namespace Andamento.Providers.Http;

/// <summary>Whether a failed call is tried again, and after which wait.</summary>
/// <remarks>
/// Only where the provider cannot have answered, and so not billed: nobody answered at its address, or it refused for
/// its load. A call that broke off after it was sent is left to the caller, who knows what a second answer costs.
/// </remarks>
internal static class RetryPlan
{
    /// <summary>The wait before the next attempt, or null when there is none.</summary>
    /// <param name="failed">What happened to the last one.</param>
    /// <param name="retries">Retries made so far.</param>
    /// <param name="timeLeft">Time left for the whole call.</param>
    /// <param name="options">The limits.</param>
    /// <param name="draw">A random number from 0 to 1, so that callers who failed together do not return together.</param>
    public static TimeSpan? Wait(
        ProviderException failed, int retries, TimeSpan timeLeft, ProviderOptions options, double draw)
    {
        if (retries >= options.Retries || !(failed.ShouldRetry ?? IsSafe(failed))) return null;

        if (failed.RetryAfter is { } hint) return hint <= options.MaxRetryAfter && hint < timeLeft ? hint : null;

        var wait = Backoff(retries, options) * (1 - (draw / 4));
        return wait < timeLeft ? wait : null;
    }

    private static bool IsSafe(ProviderException failed) => failed.Failure switch
    {
        ProviderFailure.Limited => failed.Code != UpstreamStatus.QuotaExhausted,
        ProviderFailure.Unavailable or ProviderFailure.Unreachable => true,
        ProviderFailure.TimedOut => failed.Status == 408, // it did not get the whole request
        _ => false,
    };

    private static TimeSpan Backoff(int retries, ProviderOptions options)
    {
        var wait = options.RetryDelay * Math.Pow(2, retries);
        return wait < options.MaxRetryDelay ? wait : options.MaxRetryDelay;
    }
}
