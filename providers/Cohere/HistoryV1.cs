using System.Text.Json;
using Andamento.Providers.Unified;

namespace Andamento.Providers.Cohere;

/// <summary>
/// The messages of a chat as the first API wants them: instructions in <c>preamble</c>, the last words of the user in
/// <c>message</c> or the last answers of tools in <c>tool_results</c>, all before that in <c>chat_history</c>.
/// </summary>
internal sealed class HistoryV1(Utf8JsonWriter json)
{
    private readonly Dictionary<string, JsonElement> _calls = new(StringComparer.Ordinal); // functions by the id of a call

    /// <summary>Writes these members.</summary>
    public void Write(JsonElement messages)
    {
        var turns = messages.EnumerateArray().Where(message => !IsInstruction(message)).ToList();
        var instructions = messages.EnumerateArray().Where(IsInstruction).Select(message => PlainText.Of(message.Member("content"u8))).ToList();
        foreach (var call in turns.SelectMany(turn => turn.Items("tool_calls"u8)))
        {
            if (call.Text("id"u8) is { } id) _calls[id] = call.Member("function"u8);
        }

        var results = turns.Count - 1 - turns.FindLastIndex(turn => !IsResult(turn));
        var before = turns.Count - Math.Max(results, 1);
        if (before < 0 || (results == 0 && Role(turns[^1]) is not "USER"))
        {
            throw Fault.Unsupported("messages", "the last message must be of the user or of a tool");
        }

        if (instructions.Count > 0) json.WriteString("preamble"u8, string.Join('\n', instructions));
        json.WriteString("message"u8, results > 0 ? "" : PlainText.Of(turns[^1].Member("content"u8)));
        if (before > 0) WriteHistory(turns[..before]);
        if (results > 0) WriteResults(turns[before..]);
    }

    private static bool IsInstruction(JsonElement message) => message.Is("role"u8, "system"u8) || message.Is("role"u8, "developer"u8);

    private static bool IsResult(JsonElement message) => message.Is("role"u8, "tool"u8) || message.Is("role"u8, "function"u8);

    private static string Role(JsonElement message) => message.Text("role"u8) switch
    {
        "user" or "human" => "USER",
        "assistant" => "CHATBOT",
        "tool" or "function" => "TOOL",
        _ => throw Fault.Malformed("messages", "a role must be system, developer, user, assistant or tool"),
    };

    private void WriteHistory(List<JsonElement> turns)
    {
        json.WriteStartArray("chat_history"u8);
        for (var at = 0; at < turns.Count; at++)
        {
            json.WriteStartObject();
            json.WriteString("role"u8, Role(turns[at]));
            if (IsResult(turns[at]))
            {
                var from = at;
                while (at + 1 < turns.Count && IsResult(turns[at + 1])) at++;
                WriteResults(turns[from..(at + 1)]);
            }
            else
            {
                json.WriteString("message"u8, PlainText.Of(turns[at].Member("content"u8)));
                WriteCalls(turns[at]);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteCalls(JsonElement turn)
    {
        if (!turn.Items("tool_calls"u8).Any()) return;

        json.WriteStartArray("tool_calls"u8);
        foreach (var call in turn.Items("tool_calls"u8)) WriteCall(call.Member("function"u8));
        json.WriteEndArray();
    }

    private void WriteCall(JsonElement function)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, function.Text("name"u8) ?? throw Fault.Malformed("messages", "a tool call has no name"));
        json.WritePropertyName("parameters"u8);
        ToolArguments.WriteObject(json, function.Member("arguments"u8));
        json.WriteEndObject();
    }

    private void WriteResults(List<JsonElement> results)
    {
        json.WriteStartArray("tool_results"u8);
        foreach (var result in results)
        {
            var id = result.Text("tool_call_id"u8) ?? "";
            json.WriteStartObject();
            json.WritePropertyName("call"u8);
            WriteCall(_calls.TryGetValue(id, out var function)
                ? function
                : throw Fault.Malformed("messages", $"no tool call has the id '{id}' of a tool message"));
            json.WriteStartArray("outputs"u8);
            WriteOutputs(PlainText.Of(result.Member("content"u8)));
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // A list of objects, whatever the tool said.
    private void WriteOutputs(string text)
    {
        var said = text.Length == 0 ? default : ToolArguments.Parse(text);
        switch (said.ValueKind)
        {
            case JsonValueKind.Object: said.WriteTo(json); break;
            case JsonValueKind.Array when said.EnumerateArray().All(one => one.ValueKind is JsonValueKind.Object):
                foreach (var one in said.EnumerateArray()) one.WriteTo(json);
                break;
            default:
                json.WriteStartObject();
                json.WriteString("result"u8, text);
                json.WriteEndObject();
                break;
        }
    }
}
