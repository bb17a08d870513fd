using System.Text.Json;
using Andamento.Api.Limits;
using Andamento.Serving;
using Andamento.Tables;

namespace Andamento.Api.Records;

/// <summary>A row of <c>system.serving.endpoint_usage</c> (data-plane contract, section 12).</summary>
internal sealed class UsageRow(QueryRecord record, string workspaceId) : TableRow
{
    /// <inheritdoc />
    public override TableName Table => TableName.EndpointUsage;

    /// <inheritdoc />
    public override DateTimeOffset Time => record.Time;

    /// <inheritdoc />
    public override long HeldBytes { get; } = OwnBytes + record.Request.Length + record.Answer.Length;

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter json)
    {
        json.WriteNull("account_id"u8); // this cluster has workspaces and no accounts
        json.WriteString("workspace_id"u8, workspaceId);
        json.WriteString("client_request_id"u8, record.Notes.ClientRequestId);
        json.WriteString("databricks_request_id"u8, record.RequestId);
        json.WriteString("requester"u8, record.Requester);
        json.WriteNumber("status_code"u8, record.Status);
        json.WriteString("request_time"u8, record.Time.UtcDateTime);
        WriteCounts(json);
        json.WriteStartObject("usage_context"u8);
        foreach (var (name, value) in record.Notes.UsageContext) json.WriteString(name, value);

        json.WriteEndObject();
        json.WriteBoolean("request_streaming"u8, record.Stream);
        json.WriteString("served_entity_id"u8, RecordColumns.EntityId(record));
        RecordColumns.WriteEndpoint(json, record);
    }

    private void WriteCounts(Utf8JsonWriter json)
    {
        // A custom model takes and gives rows: it has neither tokens nor text.
        if (record.Endpoint.Task is ServingTask.Predict)
        {
            json.WriteNull("input_token_count"u8);
            json.WriteNull("output_token_count"u8);
            json.WriteNull("input_character_count"u8);
            json.WriteNull("output_character_count"u8);
            return;
        }

        var input = TextLength.Of(record.Request.Span);
        var output = record.StreamedCharacters + TextLength.Of(record.Answer.Span);
        var answered = output > 0 || record.Status is StatusCodes.Status200OK;
        json.WriteNumber("input_token_count"u8, Tokens(record.Usage?.PromptTokens, answered ? input : 0));
        json.WriteNumber("output_token_count"u8, Tokens(record.Usage?.CompletionTokens, output));
        json.WriteNumber("input_character_count"u8, input);
        json.WriteNumber("output_character_count"u8, output);
    }

    // What no model has read costs no tokens.
    private static long Tokens(long? counted, long characters) =>
        counted ?? (characters is 0 ? 0 : TokenEstimate.OfText(characters));
}
