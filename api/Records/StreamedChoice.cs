using System.Text;
using System.Text.Json;
using Andamento.Api.Answers;

namespace Andamento.Api.Records;

/// <summary>One choice of a streamed answer, as far as it has come: of a chat, or of a completion.</summary>
internal sealed class StreamedChoice(int index)
{
    private readonly StreamedTexts _message = new("content", "reasoning_content", "refusal");
    private readonly StreamedTexts _completion = new("text");
    private readonly SortedDictionary<int, StreamedCall> _calls = [];
    private string? _role;
    private string? _finish;
    private bool _isChat;

    /// <summary>Takes the choice of one event.</summary>
    public void Add(JsonElement choice)
    {
        _completion.Add(choice);
        if (TextOf(choice, "finish_reason") is { } finish) _finish = finish;
        if (!choice.TryGetProperty("delta"u8, out var delta) || delta.ValueKind is not JsonValueKind.Object) return;

        _isChat = true;
        _role ??= TextOf(delta, "role");
        _message.Add(delta);
        if (!delta.TryGetProperty("tool_calls"u8, out var calls) || calls.ValueKind is not JsonValueKind.Array) return;

        foreach (var call in calls.EnumerateArray()) AddCall(call);
    }

    /// <summary>Writes it as a whole answer has it.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("index"u8, index);
        if (_isChat) WriteMessage(json);
        else _completion.WriteTo(json);

        json.WriteString("finish_reason"u8, _finish);
        json.WriteEndObject();
    }

    private void AddCall(JsonElement call)
    {
        if (call.ValueKind is not JsonValueKind.Object) return;

        var number = StreamedAnswer.IndexOf(call);
        if (!_calls.TryGetValue(number, out var known)) _calls[number] = known = new();

        known.Add(call);
    }

    private void WriteMessage(Utf8JsonWriter json)
    {
        json.WriteStartObject("message"u8);
        json.WriteString("role"u8, _role ?? "assistant");
        if (!_message.Has("content")) json.WriteNull("content"u8);

        _message.WriteTo(json);
        if (_calls.Count > 0)
        {
            json.WriteStartArray("tool_calls"u8);
            foreach (var call in _calls.Values) call.WriteTo(json);

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static string? TextOf(JsonElement from, string name) =>
        from.TryGetProperty(name, out var member) && member.ValueKind is JsonValueKind.String ? TextPiece.Of(member) : null;

    private sealed class StreamedCall
    {
        private readonly StreamedTexts _function = new("arguments");
        private string? _id;
        private string? _type;
        private string? _name;

        public void Add(JsonElement call)
        {
            _id ??= TextOf(call, "id");
            _type ??= TextOf(call, "type");
            if (!call.TryGetProperty("function"u8, out var function) || function.ValueKind is not JsonValueKind.Object) return;

            _name ??= TextOf(function, "name");
            _function.Add(function);
        }

        public void WriteTo(Utf8JsonWriter json)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, _id);
            json.WriteString("type"u8, _type ?? "function");
            json.WriteStartObject("function"u8);
            json.WriteString("name"u8, _name);
            _function.WriteTo(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }
    }
}

/// <summary>Members whose text comes in pieces.</summary>
internal sealed class StreamedTexts(params string[] names)
{
    private readonly StringBuilder?[] _texts = new StringBuilder?[names.Length];

    /// <summary>Appends the pieces that an event has.</summary>
    public void Add(JsonElement piece)
    {
        for (var i = 0; i < names.Length; i++)
        {
            if (piece.TryGetProperty(names[i], out var text) && text.ValueKind is JsonValueKind.String)
                (_texts[i] ??= new()).Append(TextPiece.Of(text));
        }
    }

    /// <summary>True when a piece of this member has come.</summary>
    public bool Has(string name) => _texts[Array.IndexOf(names, name)] is not null;

    /// <summary>Writes the members of which a piece has come.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        for (var i = 0; i < names.Length; i++)
        {
            if (_texts[i] is { } text) json.WriteString(names[i], text.ToString());
        }
    }
}
