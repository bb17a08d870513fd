using System.Text.Json;
using Andamento.Tables;

namespace Andamento.Api.Records;

/// <summary>A row of the table that an older <c>auto_capture_config</c> asks for (data-plane contract, section 13).</summary>
internal sealed class LegacyPayloadRow(QueryRecord record, TableName table) : TableRow
{
    /// <inheritdoc />
    public override TableName Table => table;

    /// <inheritdoc />
    public override DateTimeOffset Time => record.Time;

    /// <inheritdoc />
    public override long HeldBytes { get; } =
        OwnBytes + record.Request.Length + record.Answer.Length + record.Frames.Length;

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter json)
    {
        json.WriteString("databricks_request_id"u8, record.RequestId);
        json.WriteString("client_request_id"u8, record.Notes.ClientRequestId);
        json.WriteString("date"u8, record.Time.UtcDateTime.ToString("yyyy-MM-dd"));
        json.WriteNumber("timestamp_ms"u8, record.Time.ToUnixTimeMilliseconds());
        json.WriteNumber("status_code"u8, record.Status);
        json.WriteNumber("sampling_fraction"u8, 1.0);
        json.WriteNumber("execution_time_ms"u8, (long)record.Duration.TotalMilliseconds);
        RecordColumns.WriteRequest(json, record);
        RecordColumns.WriteResponse(json, record);
        json.WriteStartObject("request_metadata"u8);
        json.WriteString("endpoint_name"u8, record.Endpoint.Name);
        json.WriteString("model_name"u8, record.Entity?.ModelName);
        json.WriteString("model_version"u8, record.Entity?.ModelVersion);
        json.WriteEndObject();
        RecordColumns.WriteEndpoint(json, record);
    }
}
