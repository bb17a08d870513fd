using System.Runtime.InteropServices;
using System.Text.Json;
using Andamento.Api.Answers;

namespace Andamento.Api.Guardrails.Texts;

/// <summary>
/// Finds the texts of a message: its content, parts and all, its reasoning, its refusal, the arguments of its tool calls. Every
/// member is looked at, since of two with one name nobody knows which will be read.
/// </summary>
/// <param name="json">The body or the event.</param>
/// <param name="inPieces">A text may begin or end within a character, as in an answer that is streamed.</param>
internal sealed class TextFinder(ReadOnlyMemory<byte> json, bool inPieces = false)
{
    /// <summary>What was found, in the order of the body.</summary>
    public List<TextSlot> Texts { get; } = [];

    /// <summary>Finds the texts of a message, or of a streamed part of one.</summary>
    public void Message(JsonElement message, int owner)
    {
        if (message.ValueKind is not JsonValueKind.Object) return;

        foreach (var member in message.EnumerateObject())
        {
            switch (member.Name)
            {
                case "content" or "refusal" or "reasoning_content" or "reasoning":
                    Content(member.Value, new(owner, member.Name));
                    break;
                case "thinking_blocks":
                    Content(member.Value, new(owner, member.Name, Form: TextForm.Item));
                    break;
                case "tool_calls":
                    ToolCalls(member.Value, owner);
                    break;
                case "function_call":
                    Function(member.Value, new(owner, TextPlace.LegacyCall, Form: TextForm.Json));
                    break;
            }
        }
    }

    /// <summary>Finds a text, or the texts in a list of parts.</summary>
    public void Content(JsonElement content, TextPlace place)
    {
        if (content.ValueKind is JsonValueKind.String)
        {
            Add(content, place);
        }
        else if (content.ValueKind is JsonValueKind.Array)
        {
            foreach (var part in content.EnumerateArray()) Content(part, place with { Form = TextForm.Item });
        }
        else if (content.ValueKind is JsonValueKind.Object)
        {
            foreach (var member in content.EnumerateObject())
            {
                if (member.Name is "text" or "content" or "refusal" or "summary" or "reasoning" or "thinking")
                    Content(member.Value, place with { Form = TextForm.Item });
            }
        }
    }

    /// <summary>Adds a string.</summary>
    /// <exception cref="InvalidOperationException">An escape in it is half of a surrogate pair: fine for a parser, but no text.</exception>
    public void Add(JsonElement value, TextPlace place)
    {
        json.Span.Overlaps(JsonMarshal.GetRawUtf8Value(value), out var offset);
        Texts.Add(new(offset, JsonMarshal.GetRawUtf8Value(value).Length, inPieces ? TextPiece.Of(value) : value.GetString()!, place));
    }

    private void ToolCalls(JsonElement calls, int owner)
    {
        if (calls.ValueKind is not JsonValueKind.Array) return;

        var item = 0;
        foreach (var call in calls.EnumerateArray())
        {
            var number = item++;
            if (call.ValueKind is not JsonValueKind.Object) continue;
            if (call.TryGetProperty("index", out var index) && index.ValueKind is JsonValueKind.Number && index.TryGetInt32(out var said)) number = said;
            foreach (var member in call.EnumerateObject())
            {
                if (member.NameEquals("function")) Function(member.Value, new(owner, TextPlace.ToolCall, number, TextForm.Json));
            }
        }
    }

    private void Function(JsonElement function, TextPlace place)
    {
        if (function.ValueKind is not JsonValueKind.Object) return;

        foreach (var member in function.EnumerateObject())
        {
            if (member.NameEquals("arguments") && member.Value.ValueKind is JsonValueKind.String) Add(member.Value, place);
        }
    }
}
