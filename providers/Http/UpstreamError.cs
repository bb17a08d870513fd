using System.Text.Json;

namespace Andamento.Providers.Http;

/// <summary>What a provider says about a failure. Every member may be missing.</summary>
/// <param name="Message">Its words. Not fit for the caller before <see cref="Scrubber"/> saw them.</param>
/// <param name="Code">Its code, as text.</param>
/// <param name="Type">Its type.</param>
/// <param name="Param">The field at fault.</param>
internal sealed record UpstreamError(string? Message, string? Code = null, string? Type = null, string? Param = null)
{
    /// <summary>It said nothing that can be read.</summary>
    public static UpstreamError Silent { get; } = new((string?)null);

    /// <summary>
    /// Reads a body or an event: <c>{"error":{…}}</c>, <c>{"error":"…"}</c>, <c>{"message":…}</c>,
    /// <c>{"error_code","message"}</c> or <c>{"detail":…}</c>.
    /// </summary>
    public static UpstreamError Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind is not JsonValueKind.Object) return Silent;
            if (!root.TryGetProperty("error", out var error) || error.ValueKind is JsonValueKind.Null) error = root;
            if (error.ValueKind is JsonValueKind.String) return new(error.GetString(), Text(root, "code"));
            if (error.ValueKind is not JsonValueKind.Object) return Silent;

            return new(
                Text(error, "message") ?? Text(error, "Message") ?? Text(error, "detail"),
                Text(error, "code") ?? Text(error, "error_code"),
                Text(error, "type") ?? Text(error, "__type"),
                Text(error, "param"));
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return Silent; // a page of a proxy in between, text that is no text
        }
    }

    private static string? Text(JsonElement parent, string name) => !parent.TryGetProperty(name, out var value)
        ? null
        : value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };
}
