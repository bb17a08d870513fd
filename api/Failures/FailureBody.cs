using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Andamento.Serving;

namespace Andamento.Api.Failures;

/// <summary>
/// The error body: <c>{"error_code","message","error":{…}}</c> on every route. The <c>error</c> member repeats it in
/// OpenAI's words, whose clients look there.
/// </summary>
internal static class FailureBody
{
    // Messages quote names; people read them in a terminal. The body is never part of a page.
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the body of a failed request.</summary>
    public static void Write(IBufferWriter<byte> output, ServingException failed)
    {
        var row = Failure.Of(failed.Kind);
        using var json = new Utf8JsonWriter(output, Readable);
        json.WriteStartObject();
        json.WriteString("error_code"u8, row.ErrorCode);
        json.WriteString("message"u8, failed.Message);
        WriteError(json, row, failed);
        json.WriteEndObject();
    }

    /// <summary>Writes the event that ends a stream which failed after its first byte.</summary>
    public static void WriteEvent(IBufferWriter<byte> output, ServingException failed)
    {
        using var json = new Utf8JsonWriter(output, Readable);
        json.WriteStartObject();
        WriteError(json, Failure.Of(failed.Kind), failed);
        json.WriteEndObject();
    }

    /// <summary>Writes the member <c>error</c>.</summary>
    public static void WriteError(Utf8JsonWriter json, Failure row, ServingException failed)
    {
        json.WriteStartObject("error"u8);
        json.WriteString("message"u8, failed.Message);
        json.WriteString("type"u8, row.Type);
        json.WriteString("param"u8, failed.Param);
        json.WriteString("code"u8, failed.Code ?? row.Code);
        if (failed.UpstreamStatus is { } status) json.WriteNumber("upstream_status"u8, status);

        json.WriteEndObject();
    }
}
