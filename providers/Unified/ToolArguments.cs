using System.Text.Json;

namespace Andamento.Providers.Unified;

/// <summary>Arguments of a tool call, which the unified schema holds as text.</summary>
internal static class ToolArguments
{
    private static readonly JsonElement None = JsonElement.Parse("{}");

    /// <summary>Text to JSON: no text is no arguments. Undefined when it is no JSON.</summary>
    public static JsonElement Parse(string text)
    {
        if (string.IsNullOrWhiteSpace(text)) return None;

        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return default;
        }
    }

    /// <summary>JSON to a JSON string that holds it.</summary>
    public static JsonElement AsText(JsonElement input) =>
        JsonElement.Parse(JsonBytes.Write(Of(input), static (json, text) => json.WriteStringValue(text)));

    /// <summary>JSON to text.</summary>
    public static string Of(JsonElement input) => input.ValueKind is JsonValueKind.Undefined ? "{}" : input.GetRawText();
}
