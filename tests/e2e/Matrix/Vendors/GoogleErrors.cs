using System.Text.Json;
using Andamento.Tests.TestKit.Upstream;

namespace Andamento.Tests.EndToEnd.Matrix.Vendors;

/// <summary>Failures as all of Google's services tell them.</summary>
internal static class GoogleErrors
{
    public static WireReply Failure(int status, string message, string? retryAfter) => Replies.Json(status, JsonSerializer.Serialize(new
    {
        error = new
        {
            code = status,
            message,
            status = Word(status),
            details = retryAfter is null
                ? Array.Empty<object>()
                : [new Dictionary<string, string> { ["@type"] = "type.googleapis.com/google.rpc.RetryInfo", ["retryDelay"] = $"{retryAfter}s" }],
        },
    }));

    public static string Unknown(string member) =>
        $"Invalid JSON payload received. Unknown name \"{member}\": Cannot find field.";

    private static string Word(int status) => status switch
    {
        401 => "UNAUTHENTICATED",
        403 => "PERMISSION_DENIED",
        404 => "NOT_FOUND",
        429 => "RESOURCE_EXHAUSTED",
        503 => "UNAVAILABLE",
        < 500 => "INVALID_ARGUMENT",
        _ => "INTERNAL",
    };
}
