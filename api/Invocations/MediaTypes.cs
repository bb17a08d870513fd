using Andamento.Serving;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Andamento.Api.Invocations;

/// <summary>Which media types a body may have.</summary>
internal static class MediaTypes
{
    /// <summary>The usual type.</summary>
    public const string Json = "application/json";

    /// <summary>Rows of a table, the first one naming the columns; custom models only.</summary>
    public const string Csv = "text/csv";

    /// <summary>The media type without parameters.</summary>
    /// <exception cref="ServingException"><see cref="FailureKind.UnsupportedMediaType"/>.</exception>
    public static string Of(HttpRequest request, ServingTask task)
    {
        if (request.Headers.ContentEncoding is { Count: > 0 } coding && !IsIdentity(coding))
            throw Unsupported("A compressed body is not taken.");

        var sent = request.ContentType;
        if (sent is Json or "application/json; charset=utf-8") return Json; // what nearly everybody sends

        if (MediaTypeHeaderValue.TryParse(sent, out var type) && Utf8OrUnsaid(type))
        {
            if (type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase)) return Json;

            if (task is ServingTask.Predict && type.MediaType.Equals(Csv, StringComparison.OrdinalIgnoreCase))
                return Csv;
        }

        throw Unsupported(task is ServingTask.Predict
            ? "The body's Content-Type must be application/json or text/csv, in UTF-8."
            : "The body's Content-Type must be application/json, in UTF-8.");
    }

    // Some clients say that they did nothing.
    private static bool IsIdentity(StringValues coding) =>
        coding.All(static one => string.IsNullOrWhiteSpace(one) || one.Equals("identity", StringComparison.OrdinalIgnoreCase));

    private static bool Utf8OrUnsaid(MediaTypeHeaderValue type) =>
        StringSegment.IsNullOrEmpty(type.Charset)
        || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase);

    private static ServingException Unsupported(string message) => new(FailureKind.UnsupportedMediaType, message);
}
