using System.Text.Json;

namespace Andamento.Api.Records;

/// <summary>
/// Counts the characters of the text that a model was sent, or that it wrote, in a body of any language or embedding
/// task or in one event of a stream. Pure; one pass, nothing is built.
/// </summary>
internal static class TextLength
{
    /// <summary>The characters. 0 for what is no JSON object, and for bodies that hold no text such as vectors.</summary>
    public static long Of(ReadOnlySpan<byte> body)
    {
        try
        {
            return OfObject(new Utf8JsonReader(body));
        }
        catch (JsonException)
        {
            return 0;
        }
    }

    private static long OfObject(Utf8JsonReader json)
    {
        var characters = 0L;
        if (!json.Read() || json.TokenType is not JsonTokenType.StartObject) return 0;

        while (json.Read() && json.TokenType is JsonTokenType.PropertyName)
        {
            var counts = IsText(json.ValueSpan);
            json.Read();
            if (counts) characters += OfValue(ref json, counts);
            else json.Skip();
        }

        return characters;
    }

    // A text, a list of them, or parts, of which some members are texts.
    private static long OfValue(ref Utf8JsonReader json, bool counts)
    {
        var characters = 0L;
        if (json.TokenType is JsonTokenType.String && counts) return Length(json.ValueSpan);

        if (json.TokenType is JsonTokenType.StartArray)
        {
            while (json.Read() && json.TokenType is not JsonTokenType.EndArray) characters += OfValue(ref json, counts);
        }
        else if (json.TokenType is JsonTokenType.StartObject)
        {
            while (json.Read() && json.TokenType is JsonTokenType.PropertyName)
            {
                var named = IsPart(json.ValueSpan);
                json.Read();
                characters += OfValue(ref json, named);
            }
        }

        return characters;
    }

    private static bool IsText(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("messages"u8) || name.SequenceEqual("choices"u8) || name.SequenceEqual("prompt"u8)
        || name.SequenceEqual("input"u8) || name.SequenceEqual("instructions"u8) || name.SequenceEqual("output"u8)
        || name.SequenceEqual("delta"u8);

    private static bool IsPart(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("content"u8) || name.SequenceEqual("text"u8) || name.SequenceEqual("arguments"u8)
        || name.SequenceEqual("reasoning_content"u8) || name.SequenceEqual("refusal"u8);

    // Characters as Unicode counts them: a byte that begins one counts, and an escape counts as what it stands for.
    private static long Length(ReadOnlySpan<byte> text)
    {
        var characters = 0L;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is (byte)'\\')
            {
                var isUnicode = text[i + 1] is (byte)'u';
                if (!isUnicode || !IsSecondHalf(text.Slice(i + 2, 4))) characters++;

                i += isUnicode ? 5 : 1;
            }
            else if ((text[i] & 0xC0) is not 0x80)
            {
                characters++;
            }
        }

        return characters;
    }

    private static bool IsSecondHalf(ReadOnlySpan<byte> hex) => // \udc00 to \udfff
        (hex[0] | 0x20) is (byte)'d' && (hex[1] | 0x20) is >= (byte)'c' and <= (byte)'f';
}
