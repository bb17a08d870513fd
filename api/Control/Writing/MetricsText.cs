using Andamento.Api.Invocations;
using Andamento.Endpoints;
using Andamento.Replicas;
using Andamento.ServedEntities;
using Andamento.Serving;

namespace Andamento.Api.Control.Writing;

/// <summary>Writes the metrics of an endpoint (section 6.11). Only what is known is written; the help of each says what that is.</summary>
internal static class MetricsText
{
    private const string Shared = "in percent: the process of a silo, which all its replicas share, on average over the entity's replicas.";

    /// <summary>The text.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="counts">What this front door counted, by the entity's name; null asks for queries that reached no entity.</param>
    /// <param name="loads">What the entities' replicas say, by the entity's name; not of entities without replicas.</param>
    public static string Of(
        EndpointDetails endpoint, Func<string?, EntityCounts> counts, IReadOnlyDictionary<string, ReplicaLoad> loads)
    {
        var text = new PrometheusText();
        var entities = (endpoint.Config?.ServedEntities ?? []).Select(entity => (Entity: entity, Labels: Labels(endpoint, entity))).ToList();
        WriteCounts(text, [.. entities.Select(one => (one.Labels, counts(one.Entity.Name))), (Labels(endpoint, null), counts(null))]);

        text.Begin("provisioned_concurrent_requests_total", "gauge", "Requests at once that the entity's replicas are provisioned for.");
        foreach (var (entity, labels) in entities)
        {
            if (ProvisionedConcurrency.Of(entity) is { } most)
                text.Line("provisioned_concurrent_requests_total", labels, endpoint.Stopped ? 0 : most);
        }

        WriteLoads(text, [.. entities.Where(one => loads.ContainsKey(one.Entity.Name)).Select(one => (one.Labels, loads[one.Entity.Name]))]);
        return text.ToString();
    }

    private static void WriteCounts(PrometheusText text, IReadOnlyList<(string Labels, EntityCounts Counts)> series)
    {
        Counter("request_count_total", "Queries that have ended.", static one => one.Total);
        Counter("request_4xx_count_total", "Queries that ended with a status of 400 to 499.", static one => one.CallerErrors);
        Counter("request_5xx_count_total", "Queries that ended with a status of 500 and up, or broke off.", static one => one.ServerErrors);
        text.Begin("request_latency_ms", "histogram", "Milliseconds from a query to its answer's last byte.");
        foreach (var (labels, one) in series) text.Histogram("request_latency_ms", labels, one.Durations);

        void Counter(string name, string help, Func<EntityCounts, long> value)
        {
            text.Begin(name, "counter", help);
            foreach (var (labels, one) in series) text.Line(name, labels, value(one));
        }
    }

    private static void WriteLoads(PrometheusText text, IReadOnlyList<(string Labels, ReplicaLoad Load)> series)
    {
        Histogram("model_queue_time_ms", "Milliseconds that requests waited in a replica for their run.", static one => one.Waits);
        Histogram("model_prediction_latency_ms", "Milliseconds that their runs took, whole generations included.", static one => one.Runs);
        Gauge("cpu_usage_percentage", $"Use of the processors, {Shared}", static one => one.Processor);
        Gauge("mem_usage_percentage", $"Use of the memory that it may use, {Shared}", static one => one.Memory);
        Gauge(
            "gpu_usage_percentage", "Use of the replicas' devices, in percent, by whomever, on average. No series without a device that tells.",
            static one => one.Device);
        Gauge(
            "gpu_memory_usage_percentage", "Use of the devices' memory, in percent, by whomever, on average. No series without a device that tells.",
            static one => one.DeviceMemory);

        void Histogram(string name, string help, Func<ReplicaLoad, DurationCounts> value)
        {
            text.Begin(name, "histogram", help);
            foreach (var (labels, one) in series) text.Histogram(name, labels, value(one));
        }

        void Gauge(string name, string help, Func<ReplicaLoad, double?> value)
        {
            text.Begin(name, "gauge", help);
            foreach (var (labels, one) in series)
            {
                if (value(one) is { } known) text.Line(name, labels, Math.Round(known, 2));
            }
        }
    }

    private static string Labels(EndpointDetails endpoint, ServedEntity? entity)
    {
        var id = entity is null
            ? ""
            : ServedEntityKey.IdOf(new ServedEntityKey(endpoint.Name, endpoint.Id, entity.DeployedBy, entity.Name).ToString());
        return $"endpoint_name=\"{endpoint.Name}\",endpoint_id=\"{endpoint.Id}\",served_model_name=\"{entity?.Name}\",served_model_id=\"{id}\"";
    }
}
