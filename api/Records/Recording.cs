using Andamento.Api.Auth;
using Andamento.Api.Invocations;
using Andamento.Endpoints;
using Andamento.Serving;
using Andamento.Tables;
using Microsoft.Extensions.Options;

namespace Andamento.Api.Records;

/// <summary>
/// Records queries of endpoints that want it: rows of usage, rows of whole requests and answers (data-plane contract,
/// sections 12 and 13). Where an endpoint wants neither, a query costs a look at its snapshot.
/// </summary>
internal sealed class Recording(ITableSink sink, IOptions<RecordOptions> options, TimeProvider time)
{
    /// <summary>Begins the record of a query whose caller may query the endpoint; null when nobody wants one.</summary>
    public QueryRecord? Begin(HttpContext context, EndpointSnapshot endpoint, Deadline deadline)
    {
        if (!IsWanted(endpoint)) return null;

        var record = new QueryRecord(endpoint, WantsPayloads(endpoint) ? options.Value.MaxPayloadBytes : -1)
        {
            RequestId = context.TraceIdentifier,
            Requester = context.GetCaller().Name,
            Time = time.GetUtcNow() - deadline.Elapsed,
        };
        context.Features.Set(record); // for a refusal that comes before there is an invocation
        return record;
    }

    /// <summary>A query that could not even become an invocation has failed.</summary>
    public static void Refused(HttpContext context, Invocation? invocation, ServingException failed) =>
        (invocation is null ? context.Features.Get<QueryRecord>() : invocation.Record)?.Failed(failed);

    /// <summary>A query has ended: its rows go to their tables.</summary>
    public void End(HttpContext context, Invocation? invocation, Deadline deadline)
    {
        if ((invocation is null ? context.Features.Get<QueryRecord>() : invocation.Record) is not { } record) return;

        record.Ended(deadline.Elapsed);
        var endpoint = record.Endpoint;
        if (endpoint.Gateway.UsageTrackingEnabled) sink.Offer(new UsageRow(record, sink.WorkspaceId));
        if (endpoint.Gateway.InferenceTable is { Enabled: true } table)
            sink.Offer(new PayloadRow(record, TableName.Payloads(table, endpoint.Name)));
        if (endpoint.AutoCapture is { Enabled: true } legacy)
            sink.Offer(new LegacyPayloadRow(record, TableName.Payloads(legacy, endpoint.Name)));
    }

    private static bool IsWanted(EndpointSnapshot endpoint) =>
        endpoint.Gateway.UsageTrackingEnabled || WantsPayloads(endpoint);

    private static bool WantsPayloads(EndpointSnapshot endpoint) =>
        endpoint.Gateway.InferenceTable is { Enabled: true } || endpoint.AutoCapture is { Enabled: true };
}
