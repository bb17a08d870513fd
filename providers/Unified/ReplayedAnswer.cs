using System.Text.Json;

namespace Andamento.Providers.Unified;

/// <summary>A whole answer given as a stream: for a caller who wants one, of a provider that has none.</summary>
internal static class ReplayedAnswer
{
    /// <summary>The chunks: for each choice what it says and why it ended, then the usage where the caller wants it.</summary>
    public static List<ProviderChunk> Chunks(ProviderCall call, ProviderAnswer answer)
    {
        using var unified = UnifiedBody.Parse(call.Body);
        using var document = JsonDocument.Parse(answer.Json, JsonReading.Deep);
        var whole = document.RootElement;
        var wantsUsage = UnifiedBody.WantsUsage(unified.RootElement);
        List<ProviderChunk> chunks = [];
        foreach (var choice in whole.Items("choices"u8))
        {
            chunks.Add(Chunk(whole, choice, wantsUsage, end: false));
            chunks.Add(Chunk(whole, choice, wantsUsage, end: true));
        }

        if (wantsUsage) chunks.Add(new(JsonBytes.Write(whole, static (json, whole) => Write(json, whole, static (json, whole) =>
        {
            json.WriteStartArray("choices"u8);
            json.WriteEndArray();
            if (whole.TryGet("usage"u8, out var usage)) json.Write("usage"u8, usage);
        }, whole))));
        if (answer.Usage is not null) chunks.Add(new(default, answer.Usage));
        return chunks;
    }

    private static ProviderChunk Chunk(JsonElement whole, JsonElement choice, bool wantsUsage, bool end) =>
        new(JsonBytes.Write((whole, choice, wantsUsage, end), static (json, all) => Write(
            json,
            all.whole,
            static (json, all) =>
            {
                json.WriteStartArray("choices"u8);
                WriteChoice(json, all.choice, all.end);
                json.WriteEndArray();
                if (all.wantsUsage) json.WriteNull("usage"u8);
            },
            all)));

    private static void Write<T>(Utf8JsonWriter json, JsonElement whole, Action<Utf8JsonWriter, T> rest, T state)
    {
        json.WriteStartObject();
        foreach (var member in whole.EnumerateObject())
        {
            if (member.NameEquals("object"u8) && member.Value.ValueEquals("chat.completion"u8))
            {
                json.WriteString("object"u8, "chat.completion.chunk"u8);
            }
            else if (member.Name is not ("choices" or "usage")) member.WriteTo(json);
        }

        rest(json, state);
        json.WriteEndObject();
    }

    private static void WriteChoice(Utf8JsonWriter json, JsonElement choice, bool end)
    {
        json.WriteStartObject();
        foreach (var member in choice.EnumerateObject())
        {
            switch (member.Name)
            {
                case "finish_reason" when !end: json.WriteNull("finish_reason"u8); break;
                case "text" when end: json.WriteString("text"u8, ""u8); break;
                case "message": WriteDelta(json, member.Value, end); break;
                default: member.WriteTo(json); break;
            }
        }

        json.WriteEndObject();
    }

    private static void WriteDelta(Utf8JsonWriter json, JsonElement message, bool end)
    {
        json.WriteStartObject("delta"u8);
        if (!end)
        {
            foreach (var member in message.EnumerateObject())
            {
                if (member.NameEquals("tool_calls"u8)) WriteCalls(json, member.Value);
                else member.WriteTo(json);
            }
        }

        json.WriteEndObject();
    }

    private static void WriteCalls(Utf8JsonWriter json, JsonElement calls)
    {
        json.WriteStartArray("tool_calls"u8);
        var index = 0;
        foreach (var call in calls.EnumerateArray())
        {
            json.WriteStartObject();
            json.WriteNumber("index"u8, index++);
            foreach (var member in call.EnumerateObject()) member.WriteTo(json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
