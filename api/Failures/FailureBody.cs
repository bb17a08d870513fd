using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Andamento.Serving;

namespace Andamento.Api.Failures;

/// <summary>
/// The error body: <c>{"error_code","message","error":{…}}</c> on every route. The <c>error</c> member repeats it in
/// OpenAI's words, whose clients look there. The clients of Databricks alone take such a member for the whole message, and fail
/// to read the answer unless it is a text: to them, on the routes they use, what it holds is said beside the message.
/// </summary>
internal static class FailureBody
{
    // Messages quote names; people read them in a terminal. The body is never part of a page.
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const int MaxParam = 256; // characters: a field's path has the names in it that the caller chose

    /// <summary>Whether a client of Databricks asks, by its name, where such clients do: what manages, and queries by an endpoint's name.</summary>
    public static bool IsForDatabricks(HttpRequest request) =>
        (request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
            || request.Path.Value?.TrimEnd('/').EndsWith("/invocations", StringComparison.OrdinalIgnoreCase) is true)
        && request.Headers.UserAgent.ToString() is var agent
        && (agent.Contains("databricks-", StringComparison.OrdinalIgnoreCase) || agent.Contains("mlflow", StringComparison.OrdinalIgnoreCase));

    /// <summary>Writes the body of a failed request.</summary>
    /// <param name="output">Takes it.</param>
    /// <param name="flat">For the clients of Databricks: without the member <c>error</c>.</param>
    /// <param name="failed">What happened.</param>
    public static void Write(IBufferWriter<byte> output, bool flat, ServingException failed)
    {
        var row = Failure.Of(failed.Kind);
        using var json = new Utf8JsonWriter(output, Readable);
        json.WriteStartObject();
        json.WriteString("error_code"u8, row.ErrorCode);
        json.WriteString("message"u8, failed.Message);
        if (flat) WriteDetails(json, row, failed);
        else WriteError(json, row, failed);

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
        WriteParam(json, failed);
        json.WriteString("code"u8, failed.Code ?? row.Code);
        if (failed.UpstreamStatus is { } status) json.WriteNumber("upstream_status"u8, status);

        json.WriteEndObject();
    }

    private static void WriteDetails(Utf8JsonWriter json, Failure row, ServingException failed)
    {
        if (failed.Param is not null) WriteParam(json, failed);
        if ((failed.Code ?? row.Code) is { } code) json.WriteString("code"u8, code);
        if (failed.UpstreamStatus is { } status) json.WriteNumber("upstream_status"u8, status);
    }

    /// <summary>Writes the member <c>param</c>: the field at fault, or null.</summary>
    public static void WriteParam(Utf8JsonWriter json, ServingException failed) =>
        json.WriteString("param"u8, failed.Param is { } param ? BoundedText.Of(param, MaxParam) : null);
}
