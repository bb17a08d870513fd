using System.Text.Json;
using Andamento.Tables;

namespace Andamento.Api.Records;

/// <summary>A row of an inference table (data-plane contract, section 13).</summary>
internal sealed class PayloadRow(QueryRecord record, TableName table) : TableRow
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
        json.WriteString("request_date"u8, record.Time.UtcDateTime.ToString("yyyy-MM-dd"));
        json.WriteString("databricks_request_id"u8, record.RequestId);
        json.WriteString("client_request_id"u8, record.Notes.ClientRequestId);
        json.WriteString("request_time"u8, record.Time.UtcDateTime);
        json.WriteNumber("status_code"u8, record.Status);
        json.WriteNumber("sampling_fraction"u8, 1.0);
        json.WriteNumber("execution_duration_ms"u8, (long)record.Duration.TotalMilliseconds);
        RecordColumns.WriteRequest(json, record);
        RecordColumns.WriteResponse(json, record);
        json.WriteString("served_entity_id"u8, RecordColumns.EntityId(record));
        WriteErrors(json);
        json.WriteString("requester"u8, record.Requester);
        RecordColumns.WriteEndpoint(json, record);
    }

    private void WriteErrors(Utf8JsonWriter json)
    {
        json.WriteStartArray("logging_error_codes"u8);
        if (record.RequestTooLarge) json.WriteStringValue("MAX_REQUEST_SIZE_EXCEEDED"u8);
        if (record.AnswerTooLarge) json.WriteStringValue("MAX_RESPONSE_SIZE_EXCEEDED"u8);

        json.WriteEndArray();
    }
}
