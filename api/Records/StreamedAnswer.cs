using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Andamento.Api.Answers;

namespace Andamento.Api.Records;

/// <summary>
/// Puts the events of a stream together to the whole answer that a caller without <c>stream</c> would have got: ids,
/// text, tool calls, reasons to stop, usage. Pure.
/// </summary>
internal static class StreamedAnswer
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The whole answer as JSON. Events of a kind that is not known become a list of what came.</summary>
    /// <param name="frames">The events, each one JSON object with a line feed behind it.</param>
    public static ReadOnlyMemory<byte> Assemble(ReadOnlyMemory<byte> frames)
    {
        var head = default(Head);
        var choices = new SortedDictionary<int, StreamedChoice>();
        ReadOnlyMemory<byte> response = default;
        for (var rest = frames; !rest.IsEmpty;)
        {
            var length = rest.Span.IndexOf((byte)'\n');
            using var frame = Parse(rest[..length]);
            rest = rest[(length + 1)..];
            if (frame?.RootElement is not { ValueKind: JsonValueKind.Object } root) continue;

            // The Responses API repeats the whole in its last events.
            if (root.TryGetProperty("response"u8, out var whole) && whole.ValueKind is JsonValueKind.Object)
                response = System.Text.Encoding.UTF8.GetBytes(whole.GetRawText());

            head = head.With(root);
            ReadChoices(root, choices);
        }

        return !response.IsEmpty ? response : choices.Count > 0 ? Write(head, choices.Values) : AsList(frames);
    }

    /// <summary>The member <c>index</c> of a choice or a call; 0 where it is missing, or no number.</summary>
    public static int IndexOf(JsonElement item) =>
        item.TryGetProperty("index"u8, out var number) && number.ValueKind is JsonValueKind.Number && number.TryGetInt32(out var index) ? index : 0;

    private static JsonDocument? Parse(ReadOnlyMemory<byte> frame)
    {
        try
        {
            return JsonDocument.Parse(frame);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void ReadChoices(JsonElement root, SortedDictionary<int, StreamedChoice> choices)
    {
        if (!root.TryGetProperty("choices"u8, out var list) || list.ValueKind is not JsonValueKind.Array) return;

        foreach (var choice in list.EnumerateArray())
        {
            if (choice.ValueKind is not JsonValueKind.Object) continue;

            var index = IndexOf(choice);
            if (!choices.TryGetValue(index, out var known)) choices[index] = known = new(index);

            known.Add(choice);
        }
    }

    private static ReadOnlyMemory<byte> Write(in Head head, IEnumerable<StreamedChoice> choices)
    {
        var body = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(body, Readable);
        json.WriteStartObject();
        head.WriteTo(json);
        json.WriteStartArray("choices"u8);
        foreach (var choice in choices) choice.WriteTo(json);

        json.WriteEndArray();
        head.WriteUsageTo(json);
        json.WriteEndObject();
        json.Flush();
        return body.WrittenMemory;
    }

    private static ReadOnlyMemory<byte> AsList(ReadOnlyMemory<byte> frames)
    {
        if (frames.IsEmpty) return default;

        var list = new byte[frames.Length + 1];
        list[0] = (byte)'[';
        frames.Span.CopyTo(list.AsSpan(1));
        list.AsSpan(1).Replace((byte)'\n', (byte)',');
        list[^1] = (byte)']';
        return list;
    }

    /// <summary>What the events say of the whole.</summary>
    private readonly record struct Head(string? Id, string? Object, long? Created, string? Model, string? Usage)
    {
        public Head With(JsonElement root) => new(
            Id ?? Text(root, "id"),
            Object ?? Text(root, "object")?.Replace(".chunk", "", StringComparison.Ordinal),
            Created ?? (root.TryGetProperty("created"u8, out var created) && created.ValueKind is JsonValueKind.Number && created.TryGetInt64(out var at) ? at : null),
            Model ?? Text(root, "model"),
            root.TryGetProperty("usage"u8, out var usage) && usage.ValueKind is JsonValueKind.Object
                ? usage.GetRawText()
                : Usage);

        public void WriteTo(Utf8JsonWriter json)
        {
            if (Id is not null) json.WriteString("id"u8, Id);
            if (Object is not null) json.WriteString("object"u8, Object);
            if (Created is { } created) json.WriteNumber("created"u8, created);
            if (Model is not null) json.WriteString("model"u8, Model);
        }

        public void WriteUsageTo(Utf8JsonWriter json)
        {
            if (Usage is null) return;

            json.WritePropertyName("usage"u8);
            json.WriteRawValue(Usage);
        }

        private static string? Text(JsonElement root, string name) =>
            root.TryGetProperty(name, out var member) && member.ValueKind is JsonValueKind.String
                ? TextPiece.Of(member)
                : null;
    }
}
