namespace Andamento.Providers.Http;

/// <summary>Whether a failed call is tried again, and after which wait (providers contract, 6.3).</summary>
/// <remarks>
/// Freely where the provider cannot have answered, and so not billed: nobody answered at its address, or it refused for
/// its load. Once where it may have: it failed, or the connection broke, after it had the request. Never when anything
/// of an answer has come.
/// </remarks>
internal static class RetryPlan
{
    /// <summary>The wait before the next attempt, or null when there is none.</summary>
    /// <param name="failed">What happened to the last one.</param>
    /// <param name="retries">Retries made so far.</param>
    /// <param name="risked">Those of them that followed a failure after which the provider may have answered.</param>
    /// <param name="timeLeft">Time left for the whole call.</param>
    /// <param name="options">The limits.</param>
    /// <param name="draw">A random number from 0 to 1, so that callers who failed together do not return together.</param>
    public static TimeSpan? Wait(
        ProviderException failed, int retries, int risked, TimeSpan timeLeft, ProviderOptions options, double draw)
    {
        if (retries >= options.Retries || failed.ShouldRetry is false) return null;
        if (failed.ShouldRetry is null && !IsSafe(failed) && (!IsRisky(failed) || risked >= options.RiskyRetries)) return null;

        if (failed.RetryAfter is { } hint) return hint <= options.MaxRetryAfter && hint < timeLeft ? hint : null;

        var wait = Backoff(retries, options) * (1 - (draw / 4));
        return wait < timeLeft ? wait : null;
    }

    /// <summary>True when the provider had the request and may have worked on it, but nothing of an answer came.</summary>
    public static bool IsRisky(ProviderException failed) => failed.Failure switch
    {
        ProviderFailure.Failed => failed is { Status: 424 or >= 500 } or { Status: null, Code: UpstreamStatus.Error },
        ProviderFailure.TimedOut => failed.Status == 504,
        _ => false,
    };

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
