using System.Diagnostics;
using System.Diagnostics.Metrics;
using Andamento.Serving;

namespace Andamento.Api.Invocations;

/// <summary>Every instrument of the data path. OpenTelemetry's names for generative AI where one exists.</summary>
/// <remarks>
/// Tags are few and bounded: the endpoint, the task, how it ended; never a user, a key or a request id.
/// </remarks>
internal sealed class InvocationMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Andamento.Api";

    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300],
    };

    private static readonly InstrumentAdvice<long> Counts = new()
    {
        HistogramBucketBoundaries = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576],
    };

    private readonly EndpointCounters _counters;
    private readonly Meter _meter;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _firstToken;
    private readonly Histogram<long> _tokens;

    public InvocationMetrics(IMeterFactory meters, EndpointCounters counters)
    {
        _counters = counters;
        _meter = meters.Create(MeterName);
        _duration = _meter.CreateHistogram(
            "gen_ai.server.request.duration", "s", "Time from the query to its answer's last byte.", advice: Seconds);
        _firstToken = _meter.CreateHistogram(
            "gen_ai.server.time_to_first_token", "s", "Time until a stream's first frame is here.", advice: Seconds);
        _tokens = _meter.CreateHistogram("gen_ai.client.token.usage", "{token}", "Tokens of a query.", advice: Counts);
    }

    /// <summary>A stream's first frame is here.</summary>
    public void FirstFrame(Invocation invocation, TimeSpan wait)
    {
        if (_firstToken.Enabled) _firstToken.Record(wait.TotalSeconds, Tags(invocation));
    }

    /// <summary>A query has ended.</summary>
    /// <param name="invocation">The query, or null when it was refused before its endpoint was known.</param>
    /// <param name="duration">How long it took.</param>
    /// <param name="failure">How it failed, or null.</param>
    public void Ended(Invocation? invocation, TimeSpan duration, FailureKind? failure)
    {
        if (invocation is not null) _counters.Of(invocation.Endpoint.Snapshot.Id, invocation.Asked).Count(duration, failure);
        if (!_duration.Enabled) return;

        var tags = invocation is null ? default : Tags(invocation);
        if (failure is not null) tags.Add("error.type", failure.Value.ToString());

        _duration.Record(duration.TotalSeconds, tags);
    }

    /// <summary>Tokens were used.</summary>
    public void Used(Invocation invocation, TokenUsage? usage)
    {
        if (usage is not { } tokens || !_tokens.Enabled) return;

        Record(tokens.PromptTokens, "input");
        Record(tokens.CompletionTokens, "output");

        void Record(long count, string type)
        {
            var tags = Tags(invocation);
            tags.Add("gen_ai.token.type", type);
            _tokens.Record(count, tags);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();

    private static TagList Tags(Invocation invocation) => new()
    {
        { "gen_ai.operation.name", Operation(invocation.Request.Task) },
        { "gen_ai.request.model", invocation.Endpoint.Name },
    };

    private static string Operation(ServingTask task) => task switch
    {
        ServingTask.Chat => "chat",
        ServingTask.Completions => "text_completion",
        ServingTask.Embeddings => "embeddings",
        _ => "predict",
    };
}
