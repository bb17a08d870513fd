using System.Text.Json;
using System.Text.Unicode;
using Andamento.Providers.Http;

namespace Andamento.Providers.Unified;

/// <summary>Reads members of JSON that anybody may have written: a member of the wrong kind counts as absent.</summary>
internal static class JsonReading
{
    /// <summary>For JSON that we put together ourselves: it may nest a little deeper than the body or the texts it was made of.</summary>
    public static JsonDocumentOptions Deep { get; } = new() { MaxDepth = 512 };

    /// <summary>A member that is there and not null.</summary>
    public static bool TryGet(this JsonElement element, ReadOnlySpan<byte> name, out JsonElement value)
    {
        value = default;
        return element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out value)
            && value.ValueKind is not JsonValueKind.Null;
    }

    /// <summary>A member, or an undefined element.</summary>
    public static JsonElement Member(this JsonElement element, ReadOnlySpan<byte> name) =>
        element.TryGet(name, out var value) ? value : default;

    /// <summary>A text, or null.</summary>
    public static string? Text(this JsonElement element, ReadOnlySpan<byte> name) =>
        element.TryGet(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    /// <summary>Whether a member is exactly this text.</summary>
    public static bool Is(this JsonElement element, ReadOnlySpan<byte> name, ReadOnlySpan<byte> text) =>
        element.TryGet(name, out var value) && value.ValueKind is JsonValueKind.String && value.ValueEquals(text);

    /// <summary>A count of tokens, or null. Some providers write them as 21.0.</summary>
    public static long? Count(this JsonElement element, ReadOnlySpan<byte> name) =>
        element.TryGet(name, out var value) && value.ValueKind is JsonValueKind.Number
            ? Possible(value.TryGetInt64(out var whole) ? whole : (long)value.GetDouble())
            : null;

    /// <summary>A count, or null for one that no answer can have: budgets are settled with it, and may not grow by it.</summary>
    public static long? Possible(long count) => count is >= 0 and <= int.MaxValue ? count : null;

    /// <summary>The elements of a list; none for anything else.</summary>
    public static JsonElement.ArrayEnumerator Items(this JsonElement element, ReadOnlySpan<byte> name) =>
        element.TryGet(name, out var value) && value.ValueKind is JsonValueKind.Array ? value.EnumerateArray() : default;

    /// <summary>Whether a member is a text with something in it.</summary>
    public static bool HasText(this JsonElement element, ReadOnlySpan<byte> name, out JsonElement text) =>
        element.TryGet(name, out text) && text.ValueKind is JsonValueKind.String && !text.ValueEquals(""u8);

    /// <summary>Writes a member under a name.</summary>
    public static void Write(this Utf8JsonWriter json, ReadOnlySpan<byte> name, JsonElement value)
    {
        json.WritePropertyName(name);
        value.WriteTo(json);
    }

    /// <summary>Whether all strings in JSON are text. The parser looks at neither the inside of a string nor its escapes.</summary>
    public static bool IsText(ReadOnlySpan<byte> json) => Utf8.IsValid(json) && !HalfPairs.In(json);

    /// <summary>Parses one event, or a whole answer.</summary>
    /// <exception cref="ProviderException">It is no JSON object, or holds strings that are no text.</exception>
    public static JsonDocument ParseAnswer(ReadOnlySpan<byte> payload, ProviderDescriptor provider)
    {
        if (!IsText(payload)) throw CallFailure.OfAnswer("JSON whose strings are no text", provider);

        JsonDocument? document;
        try
        {
            var reader = new Utf8JsonReader(payload);
            document = JsonDocument.ParseValue(ref reader);
        }
        catch (JsonException broken)
        {
            throw CallFailure.OfAnswer("what is no JSON", provider, broken);
        }

        if (document.RootElement.ValueKind is JsonValueKind.Object) return document;

        document.Dispose();
        throw CallFailure.OfAnswer("JSON that is no object", provider);
    }
}
