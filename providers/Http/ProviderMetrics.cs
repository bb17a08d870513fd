using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Andamento.Providers.Http;

/// <summary>
/// What is counted about calls, as meter <c>Andamento.Providers</c>. Tags are the provider, the task and the outcome:
/// few and bounded, never a user, a key or a model.
/// </summary>
internal static class ProviderMetrics
{
    /// <summary>The outcome of a call that ended well; others are named as <see cref="ProviderFailure"/>.</summary>
    public const string Answered = "answered";

    /// <summary>The outcome of a call whose caller gave up.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>The outcome of a call that a defect of ours ended.</summary>
    public const string Defect = "defect";

    private static readonly Meter Meter = new("Andamento.Providers");

    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600],
    };

    private static readonly Histogram<double> Duration = Meter.CreateHistogram(
        "andamento.provider.call.duration", "s", "Time from the call to the end of its answer, retries included.", advice: Seconds);

    private static readonly Histogram<double> FirstEventWait = Meter.CreateHistogram(
        "andamento.provider.first_event.duration", "s", "Time from the call to the first event of a stream.", advice: Seconds);

    private static readonly Counter<long> RetryCount = Meter.CreateCounter<long>(
        "andamento.provider.retries", "{retry}", "Attempts after the first.");

    private static readonly Counter<long> HedgeCount = Meter.CreateCounter<long>(
        "andamento.provider.hedges", "{hedge}", "Calls sent a second time while no response had begun; the outcome says which one counted.");

    public static void Ended(IProviderAdapter adapter, ProviderCall call, string outcome, TimeSpan duration) =>
        Duration.Record(duration.TotalSeconds, Tags(adapter, call, outcome));

    public static void FirstEvent(IProviderAdapter adapter, ProviderCall call, TimeSpan wait) =>
        FirstEventWait.Record(wait.TotalSeconds, Tags(adapter, call));

    public static void Retry(IProviderAdapter adapter, ProviderCall call, ProviderFailure after) =>
        RetryCount.Add(1, Tags(adapter, call, after.ToString()));

    public static void Hedge(IProviderAdapter adapter, ProviderCall call, string counted) =>
        HedgeCount.Add(1, Tags(adapter, call, counted));

    private static TagList Tags(IProviderAdapter adapter, ProviderCall call, string? outcome = null)
    {
        var tags = new TagList
        {
            { "provider", adapter.Descriptor.Name },
            { "task", TaskName(call.Task) },
        };
        if (outcome is not null) tags.Add("outcome", outcome);
        return tags;
    }

    private static string TaskName(ProviderTask task) => task switch
    {
        ProviderTask.Chat => "chat",
        ProviderTask.Completions => "completions",
        _ => "embeddings",
    };
}
