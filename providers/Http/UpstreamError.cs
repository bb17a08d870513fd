using System.Text.Json;

namespace Andamento.Providers.Http;

/// <summary>What a provider says about a failure. Every member may be missing.</summary>
/// <param name="Message">Its words. Not fit for the caller before <see cref="Scrubber"/> saw them.</param>
/// <param name="Code">Its code, as text.</param>
/// <param name="Type">Its type.</param>
/// <param name="Param">The field at fault.</param>
/// <param name="RetryDelay">When to ask again.</param>
internal sealed record UpstreamError(
    string? Message, string? Code = null, string? Type = null, string? Param = null, TimeSpan? RetryDelay = null)
{
    /// <summary>It said nothing that can be read.</summary>
    public static UpstreamError Silent { get; } = new((string?)null);

    /// <summary>
    /// Reads a body or an event: <c>{"error":{…}}</c>, <c>{"error":"…"}</c>, <c>{"message":…}</c>,
    /// <c>{"error_code","message"}</c> or <c>{"detail":…}</c>; Google puts the first into a list when a stream was asked for.
    /// </summary>
    public static UpstreamError Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind is JsonValueKind.Array && root.GetArrayLength() > 0) root = root[0];
            if (root.ValueKind is not JsonValueKind.Object) return Silent;
            if (!root.TryGetProperty("error", out var error) || error.ValueKind is JsonValueKind.Null) error = root;
            if (error.ValueKind is JsonValueKind.String) return new(error.GetString(), Text(root, "code"));
            if (error.ValueKind is not JsonValueKind.Object) return Silent;

            return new(
                Text(error, "message") ?? Text(error, "Message") ?? Text(error, "detail"),
                Text(error, "status") is { Length: > 0 } status && !char.IsAsciiDigit(status[0])
                    ? status // a word, beside which Google's code is only the HTTP status again
                    : Text(error, "code") ?? Text(error, "error_code"),
                Text(error, "type") ?? Text(error, "__type"),
                Text(error, "param") ?? Place(error),
                Delay(error));
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return Silent; // a page of a proxy in between, text that is no text
        }
    }

    // google.rpc.RetryInfo: a number of seconds and an s.
    private static TimeSpan? Delay(JsonElement error)
    {
        if (!error.TryGetProperty("details", out var details) || details.ValueKind is not JsonValueKind.Array) return null;

        foreach (var detail in details.EnumerateArray())
        {
            if (detail.ValueKind is JsonValueKind.Object && Text(detail, "retryDelay") is { Length: > 1 } delay
                && double.TryParse(delay[..^1], out var seconds) && seconds is >= 0 and < 86_400)
            {
                return TimeSpan.FromSeconds(seconds);
            }
        }

        return null;
    }

    // FastAPI tells what is wrong where: {"detail":[{"loc":["body","stream_options"]}]}.
    private static string? Place(JsonElement error) =>
        error.TryGetProperty("detail", out var detail) && detail.ValueKind is JsonValueKind.Array && detail.GetArrayLength() > 0
        && detail[0].ValueKind is JsonValueKind.Object && detail[0].TryGetProperty("loc", out var path) && path.ValueKind is JsonValueKind.Array
        && string.Join('.', path.EnumerateArray().Skip(1).Select(step => step.ToString())) is { Length: > 0 } place
            ? place
            : null;

    private static string? Text(JsonElement parent, string name) => !parent.TryGetProperty(name, out var value)
        ? null
        : value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };
}
