using Andamento.Api.Control.Writing;
using Andamento.Api.Invocations;
using Andamento.Endpoints;
using Andamento.Serving;
using Andamento.Tests.Unit.Control;

namespace Andamento.Tests.Unit.Invocations;

public sealed class EndpointCountersTests
{
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
        Assert.Equal((2, 1, 1), (counts.Buckets[0], counts.Buckets[1], counts.Buckets[^1]));
        Assert.Equal(3_600_011.1, counts.Milliseconds, tolerance: 0.01);
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

        var lines = MetricsText.Of(endpoint, entity => _counters.Of(endpoint.Id, entity).Read())
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

        string Line(EndpointDetails one) => MetricsText.Of(one, entity => _counters.Of(one.Id, entity).Read())
            .Split('\n').Single(line => line.StartsWith("provisioned_concurrent_requests_total{", StringComparison.Ordinal));
    }
}
