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
            return HalfPairs.In(text) ? default : JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return default;
        }
    }

    /// <summary>
    /// Writes arguments as the object they should be. A model wrote them, so a chat in which they are none must still go on.
    /// </summary>
    /// <exception cref="ProviderException">They are none, and <paramref name="strict"/>.</exception>
    public static void WriteObject(Utf8JsonWriter json, JsonElement arguments, bool strict = false)
    {
        var text = arguments.ValueKind is JsonValueKind.String ? arguments.GetString()! : "";
        var input = arguments.ValueKind is JsonValueKind.Object ? arguments : Parse(text);
        if (input.ValueKind is JsonValueKind.Object)
        {
            input.WriteTo(json);
            return;
        }

        if (strict) throw Fault.Malformed("messages", "the arguments of a tool call are no JSON object");

        json.WriteStartObject();
        json.WriteString("_raw"u8, text);
        json.WriteEndObject();
    }

    /// <summary>JSON to a JSON string that holds it.</summary>
    public static JsonElement AsText(JsonElement input) =>
        JsonElement.Parse(JsonBytes.Write(Of(input), static (json, text) => json.WriteStringValue(text)));

    /// <summary>JSON to text.</summary>
    public static string Of(JsonElement input) => input.ValueKind is JsonValueKind.Undefined ? "{}" : input.GetRawText();
}
