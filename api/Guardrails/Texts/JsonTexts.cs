using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Andamento.Api.Guardrails.Texts;

/// <summary>
/// Changes the values inside a text that is JSON, as arguments of tool calls are: strings as what they say, numbers as what they
/// look like, names not at all. So what is masked stays JSON.
/// </summary>
internal static class JsonTexts
{
    /// <summary>Changes the values; a text that is not JSON, as one is that was cut off, is changed as a whole.</summary>
    /// <param name="text">The text.</param>
    /// <param name="change">Gives what takes a value's place: the same text for no change.</param>
    public static string Change(string text, Func<string, string> change)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(bytes);
        }
        catch (JsonException)
        {
            return change(text);
        }

        using (document)
        {
            var patch = new JsonPatch(bytes);
            try
            {
                Visit(document.RootElement, bytes, patch, change);
            }
            catch (InvalidOperationException)
            {
                return change(text); // a string with half of a surrogate pair
            }

            return patch.IsEmpty ? text : Encoding.UTF8.GetString(patch.Apply().Span);
        }
    }

    private static void Visit(JsonElement value, byte[] bytes, JsonPatch patch, Func<string, string> change)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject()) Visit(member.Value, bytes, patch, change);
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray()) Visit(item, bytes, patch, change);
                break;
            case JsonValueKind.String or JsonValueKind.Number:
                var text = value.ValueKind is JsonValueKind.String ? value.GetString()! : value.GetRawText();
                var changed = change(text);
                if (ReferenceEquals(changed, text) || changed == text) break;

                var raw = JsonMarshal.GetRawUtf8Value(value);
                ((ReadOnlySpan<byte>)bytes).Overlaps(raw, out var offset);
                patch.Replace(offset, raw.Length, JsonPatch.Quoted(changed));
                break;
        }
    }
}
