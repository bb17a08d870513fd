using System.Collections.Immutable;
using System.Text.Json;

namespace Andamento.Providers.Unified;

/// <summary>The texts of an embeddings request.</summary>
internal static class Inputs
{
    private const int MaxTexts = 2048;

    /// <summary>The texts, one at least.</summary>
    /// <exception cref="ProviderException">They are missing, empty, or tokens of another provider's model.</exception>
    public static IReadOnlyList<JsonElement> Texts(JsonElement unified)
    {
        var input = unified.Member("input"u8);
        IReadOnlyList<JsonElement> texts = input.ValueKind switch
        {
            JsonValueKind.String => [input],
            JsonValueKind.Array => [.. input.EnumerateArray()],
            _ => throw Fault.Malformed("input", "must be a text or a list of texts"),
        };
        if (texts.Count == 0) throw Fault.Malformed("input", "is an empty list");
        if (texts.Count > MaxTexts) throw Fault.Malformed("input", $"has more than {MaxTexts} texts");

        foreach (var text in texts)
        {
            if (text.ValueKind is not JsonValueKind.String) throw Fault.Unsupported("input", "this provider takes texts, not tokens");
            if (text.ValueEquals(""u8)) throw Fault.Malformed("input", "has an empty text");
        }

        return texts;
    }

    /// <summary>Requires an <c>encoding_format</c> that can be made of a provider's floats.</summary>
    public static void RequireEncoding(JsonElement format)
    {
        if (format.ValueKind is JsonValueKind.String && (format.ValueEquals("float"u8) || format.ValueEquals("base64"u8))) return;

        throw Fault.Malformed("encoding_format", "must be float or base64");
    }

    /// <summary>Calls of at most so many texts, in order.</summary>
    public static ImmutableArray<ProviderCall> Split(ProviderCall call, int textsPerCall)
    {
        using var unified = UnifiedBody.Parse(call.Body);
        var texts = Texts(unified.RootElement);
        if (texts.Count <= textsPerCall) return [call];

        return [.. texts.Chunk(textsPerCall).Select(part => call with { Body = With(unified.RootElement, part) })];
    }

    private static byte[] With(JsonElement unified, JsonElement[] texts) =>
        JsonBytes.Write((unified, texts), static (json, all) =>
        {
            json.WriteStartObject();
            foreach (var member in all.unified.EnumerateObject())
            {
                if (!member.NameEquals("input"u8)) member.WriteTo(json);
            }

            json.WriteStartArray("input"u8);
            foreach (var text in all.texts) text.WriteTo(json);
            json.WriteEndArray();
            json.WriteEndObject();
        });
}
