using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using Andamento.Providers.Unified;

namespace Andamento.Providers.OpenAI;

/// <summary>
/// What a unified chat may hold for other vendors, and OpenAI refuses the whole call over: marks of what to cache, thinking to send
/// back, how much to think. Chats of Anthropic's clients have all of it. Only the marks go; what was said stays byte for byte.
/// </summary>
internal static class ForeignMembers
{
    private const int MaxUser = 64; // a longer one is refused, and only tells who asked

    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private static readonly JsonDocumentOptions Depth = new() { MaxDepth = BodyMembers.MaxDepth };

    /// <summary>Takes it out.</summary>
    /// <param name="members">The members of the body.</param>
    /// <param name="reasons">The model reasons, so it can be told how much.</param>
    /// <param name="dropped">What the caller asked for in vain is added here.</param>
    /// <exception cref="ProviderException">What must be read to find it is no text.</exception>
    public static void Remove(List<BodyMember> members, bool reasons, List<string>? dropped = null)
    {
        for (var i = 0; i < members.Count; i++)
        {
            var (name, nameJson, value) = members[i];
            if (name is not ("messages" or "tools") || !IsMarked(value.Span)) continue;

            BodyMembers.RequireText(members[i]);
            members[i] = new(name, nameJson, Unmarked(value, name is "messages" ? WriteMessage : WriteBare));
        }

        if (members.RemoveAll(member => member.Name is "user" && member.Value.Length > MaxUser + 2) > 0) dropped?.Add("user");
        TranslateThinking(members, reasons, dropped);
    }

    private static bool IsMarked(ReadOnlySpan<byte> json) =>
        json.IndexOf("\"cache_control\""u8) >= 0 || json.IndexOf("\"thinking_blocks\""u8) >= 0 || json.IndexOf("\"is_error\""u8) >= 0;

    // How much to think is only told to models that do.
    private static void TranslateThinking(List<BodyMember> members, bool reasons, List<string>? dropped)
    {
        var (thinking, output) = (Take(members, "thinking"), Take(members, "output_config"));
        if (ThinkingWish.Effort(thinking, output) is not { } effort) return;

        if (!reasons)
        {
            dropped?.Add(thinking.ValueKind is JsonValueKind.Undefined ? "output_config" : "thinking");
            return;
        }

        if (members.Exists(member => member is { Name: "reasoning_effort", IsNull: false })) return;

        members.RemoveAll(member => member.Name is "reasoning_effort");
        members.Add(new("reasoning_effort", "\"reasoning_effort\""u8.ToArray(), JsonText.Quote(effort is "max" ? "high" : effort)));
    }

    private static JsonElement Take(List<BodyMember> members, string name)
    {
        var index = members.FindIndex(member => member.Name == name);
        if (index < 0) return default;

        BodyMembers.RequireText(members[index]);
        using var document = JsonDocument.Parse(members[index].Value, Depth);
        members.RemoveAt(index);
        return document.RootElement.ValueKind is JsonValueKind.Object ? document.RootElement.Clone() : default;
    }

    private static ReadOnlyMemory<byte> Unmarked(ReadOnlyMemory<byte> list, Action<Utf8JsonWriter, JsonElement> write)
    {
        using var document = JsonDocument.Parse(list, Depth);
        if (document.RootElement.ValueKind is not JsonValueKind.Array) return list;

        var output = new ArrayBufferWriter<byte>(list.Length);
        using (var json = new Utf8JsonWriter(output, Options)) WriteList(json, document.RootElement, write);

        return output.WrittenMemory;
    }

    private static void WriteList(Utf8JsonWriter json, JsonElement list, Action<Utf8JsonWriter, JsonElement> write)
    {
        json.WriteStartArray();
        foreach (var item in list.EnumerateArray()) write(json, item);
        json.WriteEndArray();
    }

    private static void WriteMessage(Utf8JsonWriter json, JsonElement message) => WriteObject(json, message, static (json, member) =>
    {
        if (member.Name is "content" or "tool_calls" && member.Value.ValueKind is JsonValueKind.Array) WriteList(json, member.Value, WriteBare);
        else WriteAsIs(json, member.Value);
    });

    private static void WriteBare(Utf8JsonWriter json, JsonElement item) =>
        WriteObject(json, item, static (json, member) => WriteAsIs(json, member.Value));

    private static void WriteObject(Utf8JsonWriter json, JsonElement item, Action<Utf8JsonWriter, JsonProperty> writeValue)
    {
        if (item.ValueKind is not JsonValueKind.Object)
        {
            WriteAsIs(json, item);
            return;
        }

        json.WriteStartObject();
        foreach (var member in item.EnumerateObject())
        {
            if (member.Name is "cache_control" or "thinking_blocks" or "is_error") continue;

            json.WritePropertyName(member.Name);
            writeValue(json, member);
        }

        json.WriteEndObject();
    }

    private static void WriteAsIs(Utf8JsonWriter json, JsonElement value) =>
        json.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
}
