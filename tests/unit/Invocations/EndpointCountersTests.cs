using Andamento.Api.Control.Writing;
using Andamento.Api.Invocations;
using Andamento.Endpoints;
using Andamento.Replicas;
using Andamento.Serving;
using Andamento.Tests.Unit.Control;

namespace Andamento.Tests.Unit.Invocations;

public sealed class EndpointCountersTests
{
    private static readonly Dictionary<string, ReplicaLoad> NoLoads = [];

    private readonly EndpointCounters _counters = new();

    [Fact]
    public void A_query_falls_into_the_bucket_of_its_duration_and_counts_by_how_it_ended()
    {
        var counter = _counters.Of("id", "a");
        counter.Count(TimeSpan.FromMilliseconds(5), null);
        counter.Count(TimeSpan.FromMilliseconds(5.1), FailureKind.LimitReached);
        counter.Count(TimeSpan.FromHours(1), FailureKind.UpstreamFailed);
        counter.Count(TimeSpan.FromMilliseconds(1), FailureKind.Cancelled);

        var counts = _counters.Of("id", "a").Read();

        Assert.Equal((4, 2, 1), (counts.Total, counts.CallerErrors, counts.ServerErrors));
        Assert.Equal((1, 1, 1, 1), (counts.Durations.Buckets[0], counts.Durations.Buckets[2], counts.Durations.Buckets[3], counts.Durations.Buckets[^1]));
        Assert.Equal(3_600_011.1, counts.Durations.Milliseconds, tolerance: 0.01);
        Assert.Equal(0, _counters.Of("another", "a").Read().Total);
    }

    [Fact]
    public async Task No_query_is_lost_among_many()
    {
        await Parallel.ForAsync(0, 64, (number, _) =>
        {
            for (var query = 0; query < 100; query++) _counters.Of("id", $"{number % 4}").Count(TimeSpan.Zero, null);
            return ValueTask.CompletedTask;
        });

        Assert.Equal(6400, Enumerable.Range(0, 4).Sum(number => _counters.Of("id", $"{number}").Read().Total));
    }

    [Fact]
    public void The_text_sums_buckets_up_and_tells_queries_that_reached_no_entity_apart()
    {
        var endpoint = Samples.External();
        _counters.Of(endpoint.Id, "gpt").Count(TimeSpan.FromMilliseconds(20), null);
        _counters.Of(endpoint.Id, "gpt").Count(TimeSpan.FromMilliseconds(70), FailureKind.UpstreamFailed);
        _counters.Of(endpoint.Id, null).Count(TimeSpan.FromMilliseconds(1), FailureKind.LimitReached);

        var lines = MetricsText.Of(endpoint, entity => _counters.Of(endpoint.Id, entity).Read(), NoLoads)
            .Split('\n').Where(line => line.Length > 0 && line[0] is not '#')
            .Select(line => (Name: line[..line.IndexOf('{')], Line: line, Value: line[(line.LastIndexOf(' ') + 1)..]))
            .ToList();

        Assert.Equal(["2", "1"], Values("request_count_total"));
        Assert.Equal(["0", "1"], Values("request_4xx_count_total"));
        Assert.Equal(["1", "0"], Values("request_5xx_count_total"));
        Assert.Equal("90", lines.First(line => line.Name is "request_latency_ms_sum").Value);
        Assert.Equal("1", Bucket("25"));
        Assert.Equal("2", Bucket("100"));
        Assert.Equal("2", Bucket("+Inf"));
        Assert.DoesNotContain(lines, line => line.Name is "provisioned_concurrent_requests_total"); // its provider decides

        IEnumerable<string> Values(string name) => lines.Where(line => line.Name == name).Select(line => line.Value);
        string Bucket(string bound) =>
            lines.First(line => line.Name is "request_latency_ms_bucket" && line.Line.Contains($"le=\"{bound}\"", StringComparison.Ordinal)).Value;
    }

    [Fact]
    public void What_replicas_are_provisioned_for_is_told_unless_they_are_stopped()
    {
        var deploying = Samples.Deploying();
        var endpoint = deploying with { Config = deploying.PendingConfig, PendingConfig = null };

        Assert.EndsWith(" 4", Line(endpoint), StringComparison.Ordinal);
        Assert.EndsWith(" 0", Line(endpoint with { Stopped = true }), StringComparison.Ordinal);

        string Line(EndpointDetails one) => MetricsText.Of(one, entity => _counters.Of(one.Id, entity).Read(), NoLoads)
            .Split('\n').Single(line => line.StartsWith("provisioned_concurrent_requests_total{", StringComparison.Ordinal));
    }

    [Fact]
    public void What_replicas_say_is_written_for_those_that_say_something()
    {
        var deploying = Samples.Deploying();
        var endpoint = deploying with { Config = deploying.PendingConfig, PendingConfig = null };
        var times = new RunTimes();
        times.Note(TimeSpan.FromMilliseconds(0.5), TimeSpan.FromMilliseconds(20));
        times.Note(TimeSpan.FromMilliseconds(40), TimeSpan.FromMilliseconds(70));
        var load = new ReplicaLoad { Waits = times.Waits, Runs = times.Runs, Processor = 12.346, Memory = 40 };

        var text = MetricsText.Of(
            endpoint, entity => _counters.Of(endpoint.Id, entity).Read(), new Dictionary<string, ReplicaLoad> { [endpoint.Config!.ServedEntities[0].Name] = load });

        Assert.Equal("40.5", Value("model_queue_time_ms_sum"));
        Assert.Equal(("1", "1", "2", "2"), (Bucket("model_queue_time_ms", "1"), Bucket("model_queue_time_ms", "25"), Bucket("model_queue_time_ms", "50"), Value("model_queue_time_ms_count")));
        Assert.Equal(("0", "1", "2"), (Bucket("model_prediction_latency_ms", "10"), Bucket("model_prediction_latency_ms", "25"), Bucket("model_prediction_latency_ms", "+Inf")));
        Assert.Equal(("12.35", "40"), (Value("cpu_usage_percentage"), Value("mem_usage_percentage")));
        Assert.Contains("# TYPE gpu_usage_percentage gauge\n# HELP gpu_memory_usage_percentage ", text, StringComparison.Ordinal); // no device, no series

        string Value(string name) => Only(name, "");
        string Bucket(string name, string bound) => Only($"{name}_bucket", $"le=\"{bound}\"");
        string Only(string name, string label) => text.Split('\n')
            .Single(line => line.StartsWith($"{name}{{", StringComparison.Ordinal) && line.Contains(label, StringComparison.Ordinal)).Split(' ')[1];
    }
}
