using System.Globalization;
using System.Text;
using Andamento.Api.Invocations;
using Andamento.Endpoints;
using Andamento.ServedEntities;

namespace Andamento.Api.Control.Writing;

/// <summary>
/// Writes the metrics of an endpoint (section 6.11) in the text format of Prometheus. Only what is known is written: the load
/// of processors and the queues of models are not known to a front door. Names need no escaping, their alphabet is small.
/// </summary>
internal static class MetricsText
{
    /// <summary>The text.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="counts">What was counted, by the entity's name; null asks for queries that reached no entity.</param>
    public static string Of(EndpointDetails endpoint, Func<string?, EntityCounts> counts)
    {
        var entities = endpoint.Config?.ServedEntities ?? [];
        List<(string Labels, EntityCounts Counts)> series =
        [
            .. entities.Select(entity => (Labels(endpoint, entity), counts(entity.Name))),
            (Labels(endpoint, null), counts(null)),
        ];
        var text = new StringBuilder();
        Begin(text, "provisioned_concurrent_requests_total", "gauge", "Requests at once that the entity's replicas are provisioned for.");
        foreach (var entity in entities)
        {
            if (ProvisionedConcurrency.Of(entity) is { } most)
                Line(text, "provisioned_concurrent_requests_total", Labels(endpoint, entity), endpoint.Stopped ? 0 : most);
        }

        Counter("request_count_total", "Queries that have ended.", static one => one.Total);
        Counter("request_4xx_count_total", "Queries that ended with a status of 400 to 499.", static one => one.CallerErrors);
        Counter("request_5xx_count_total", "Queries that ended with a status of 500 and up, or broke off.", static one => one.ServerErrors);
        Begin(text, "request_latency_ms", "histogram", "Milliseconds from a query to its answer's last byte.");
        foreach (var (labels, one) in series) Histogram(text, "request_latency_ms", labels, one);
        return text.ToString();

        void Counter(string name, string help, Func<EntityCounts, long> value)
        {
            Begin(text, name, "counter", help);
            foreach (var (labels, one) in series) Line(text, name, labels, value(one));
        }
    }

    private static void Histogram(StringBuilder text, string name, string labels, EntityCounts counts)
    {
        var sum = 0L;
        for (var bucket = 0; bucket < counts.Buckets.Length; bucket++)
        {
            sum += counts.Buckets[bucket];
            var bound = bucket < EntityCounter.BoundsInMilliseconds.Length
                ? EntityCounter.BoundsInMilliseconds[bucket].ToString(CultureInfo.InvariantCulture)
                : "+Inf";
            Line(text, $"{name}_bucket", $"{labels},le=\"{bound}\"", sum);
        }

        Line(text, $"{name}_sum", labels, counts.Milliseconds);
        Line(text, $"{name}_count", labels, sum);
    }

    private static string Labels(EndpointDetails endpoint, ServedEntity? entity)
    {
        var id = entity is null
            ? ""
            : ServedEntityKey.IdOf(new ServedEntityKey(endpoint.Name, endpoint.Id, entity.DeployedBy, entity.Name).ToString());
        return $"endpoint_name=\"{endpoint.Name}\",endpoint_id=\"{endpoint.Id}\",served_model_name=\"{entity?.Name}\",served_model_id=\"{id}\"";
    }

    private static void Begin(StringBuilder text, string name, string type, string help) =>
        text.Append("# HELP ").Append(name).Append(' ').Append(help).Append('\n')
            .Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');

    private static void Line(StringBuilder text, string name, string labels, double value) =>
        text.Append(name).Append('{').Append(labels).Append("} ").Append(value.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
