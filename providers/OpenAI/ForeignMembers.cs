using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;

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
    public static void Remove(List<BodyMember> members, bool reasons)
    {
        for (var i = 0; i < members.Count; i++)
        {
            var (name, nameJson, value) = members[i];
            if (name is "messages" && IsMarked(value.Span)) members[i] = new(name, nameJson, Unmarked(value, WriteMessage));
            else if (name is "tools" && IsMarked(value.Span)) members[i] = new(name, nameJson, Unmarked(value, WriteBare));
        }

        members.RemoveAll(member => member.Name is "user" && member.Value.Length > MaxUser + 2);
        TranslateThinking(members, reasons);
    }

    private static bool IsMarked(ReadOnlySpan<byte> json) =>
        json.IndexOf("\"cache_control\""u8) >= 0 || json.IndexOf("\"thinking_blocks\""u8) >= 0 || json.IndexOf("\"is_error\""u8) >= 0;

    private static void TranslateThinking(List<BodyMember> members, bool reasons)
    {
        var effort = Effort(Take(members, "thinking"), Take(members, "output_config"));
        if (!reasons || effort is null || members.Exists(member => member is { Name: "reasoning_effort", IsNull: false })) return;

        members.RemoveAll(member => member.Name is "reasoning_effort");
        members.Add(new("reasoning_effort", "\"reasoning_effort\""u8.ToArray(), JsonText.Quote(effort)));
    }

    private static JsonElement Take(List<BodyMember> members, string name)
    {
        var index = members.FindIndex(member => member.Name == name);
        if (index < 0) return default;

        using var document = JsonDocument.Parse(members[index].Value, Depth);
        members.RemoveAt(index);
        return document.RootElement.ValueKind is JsonValueKind.Object ? document.RootElement.Clone() : default;
    }

    // A model that decides for itself how much to think does so here too.
    private static string? Effort(JsonElement thinking, JsonElement output)
    {
        if (Member(output, "effort") is { ValueKind: JsonValueKind.String } effort) return effort.ValueEquals("max") ? "high" : effort.GetString();

        return Member(thinking, "budget_tokens") is { ValueKind: JsonValueKind.Number } budget && budget.TryGetInt64(out var tokens)
            ? tokens < 2048 ? "low" : tokens < 4096 ? "medium" : "high"
            : null;
    }

    private static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

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
