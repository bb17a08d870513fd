using System.Buffers.Text;
using System.Text.Json;

namespace Andamento.Api.Dialects.Responses;

/// <summary>
/// Thinking with the signature that its model asks for, packed into the member <c>encrypted_content</c> of a reasoning item,
/// which callers send back as it is. It hides nothing: what may not be read is encrypted by the model's provider already.
/// </summary>
internal static class CarriedThinking
{
    private const string Mark = "thinking.1."; // what another service packed is not ours to open

    /// <summary>Packs a block; null when there is nothing that its model would want back.</summary>
    public static string? Pack(AnswerBlock block, string text)
    {
        if (block is { Kind: BlockKind.Thinking, Signature: null }) return null;

        var packed = Translation.Write(text.Length, json =>
        {
            json.WriteStartObject();
            if (block.Kind is BlockKind.Redacted)
            {
                json.WriteString("type"u8, "redacted_thinking"u8);
                json.WriteString("data"u8, block.Data);
            }
            else
            {
                json.WriteString("type"u8, "thinking"u8);
                json.WriteString("thinking"u8, text);
                json.WriteString("signature"u8, block.Signature);
            }

            json.WriteEndObject();
        });
        return Mark + Base64Url.EncodeToString(packed.Span);
    }

    /// <summary>The block that was packed; none when this is something else.</summary>
    public static IEnumerable<JsonElement> Unpack(string? packed)
    {
        if (packed?.StartsWith(Mark, StringComparison.Ordinal) is not true) return [];

        try
        {
            var block = JsonElement.Parse(Base64Url.DecodeFromChars(packed.AsSpan(Mark.Length)));
            return block.ValueKind is JsonValueKind.Object ? [block] : [];
        }
        catch (Exception foreign) when (foreign is FormatException or JsonException)
        {
            return [];
        }
    }
}
