using System.Text.Json;
using Andamento.ServedEntities;

namespace Andamento.Api.Records;

/// <summary>Columns that several tables have.</summary>
internal static class RecordColumns
{
    /// <summary>The id of the served entity that was asked; null when none was.</summary>
    public static string? EntityId(QueryRecord record) =>
        record.Entity is { } entity ? ServedEntityKey.IdOf(entity.GrainKey) : null;

    /// <summary>
    /// The endpoint itself, beyond the columns of the contract: rows of refused queries have no served entity to find
    /// it by, and who may read a row depends on it.
    /// </summary>
    public static void WriteEndpoint(Utf8JsonWriter json, QueryRecord record)
    {
        json.WriteString("endpoint_id"u8, record.Endpoint.Id);
        json.WriteString("endpoint_name"u8, record.Endpoint.Name);
    }

    /// <summary>The request as it came; null when it was too large, or was never read.</summary>
    public static void WriteRequest(Utf8JsonWriter json, QueryRecord record) =>
        WriteText(json, "request"u8, record.RequestTooLarge ? default : record.Request.Span);

    /// <summary>The answer: as it went, or the text of the stream put together; null when it was too large.</summary>
    public static void WriteResponse(Utf8JsonWriter json, QueryRecord record)
    {
        if (record.AnswerTooLarge) json.WriteNull("response"u8);
        else if (record.Frames.IsEmpty) WriteText(json, "response"u8, record.Answer.Span);
        else WriteText(json, "response"u8, StreamedAnswer.Assemble(record.Frames).Span);
    }

    // Bytes that are no UTF-8 are possible in a body that was refused for just that.
    private static void WriteText(Utf8JsonWriter json, ReadOnlySpan<byte> column, ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty) json.WriteNull(column);
        else if (System.Text.Unicode.Utf8.IsValid(text)) json.WriteString(column, text);
        else json.WriteString(column, System.Text.Encoding.UTF8.GetString(text));
    }
}
