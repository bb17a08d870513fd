using System.Text.Json;
using Andamento.Providers.Unified;

namespace Andamento.Providers.GoogleCloudVertexAi;

/// <summary>
/// The turns of a chat, in which user and model must take turns: what follows each other in one role is one turn. The
/// instructions stand beside them; the first models have no place for these, and read them before what the user says.
/// </summary>
internal sealed class ContentTurns(Utf8JsonWriter json, ProviderTarget target)
{
    private static readonly Version TakesInstructions = new(1, 5);

    private readonly Dictionary<string, string> _functions = new(StringComparer.Ordinal); // by the id of a call
    private readonly List<JsonElement> _instructions = []; // that no turn has taken yet
    private string? _role; // of the turn that is open

    /// <summary>Writes the members <c>systemInstruction</c>, if any, and <c>contents</c>.</summary>
    public void Write(JsonElement messages)
    {
        var instructions = messages.EnumerateArray().Where(IsInstruction).ToList();
        if (VertexModel.VersionOf(target.Model) < TakesInstructions) _instructions.AddRange(instructions);
        else if (instructions.Count > 0)
        {
            json.WriteStartObject("systemInstruction"u8);
            json.WriteStartArray("parts"u8);
            foreach (var message in instructions) WriteText(PlainText.Of(message.Member("content"u8)));
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteStartArray("contents"u8);
        foreach (var message in messages.EnumerateArray())
        {
            if (!IsInstruction(message)) WriteMessage(message);
        }

        if (_instructions.Count > 0) Open("user");
        Close();
        json.WriteEndArray();
    }

    private static bool IsInstruction(JsonElement message) => message.Is("role"u8, "system"u8) || message.Is("role"u8, "developer"u8);

    private void WriteMessage(JsonElement message)
    {
        switch (message.Text("role"u8))
        {
            case "user" or "human":
                Open("user");
                ContentParts.Write(json, message.Member("content"u8));
                break;
            case "assistant" when IsEmpty(message): break;
            case "assistant":
                Open("model");
                if (HasContent(message)) ContentParts.Write(json, message.Member("content"u8));
                WriteCalls(message);
                break;
            case "tool" or "function":
                Open("user");
                WriteResult(message);
                break;
            default: throw Fault.Malformed("messages", "a role must be system, developer, user, assistant or tool");
        }
    }

    private static bool IsEmpty(JsonElement message) => !HasContent(message) && !message.Items("tool_calls"u8).Any();

    private static bool HasContent(JsonElement message) => message.HasText("content"u8, out _) || message.Items("content"u8).Any();

    private void Open(string role)
    {
        if (_role == role) return;

        Close();
        json.WriteStartObject();
        json.WriteString("role"u8, role);
        json.WriteStartArray("parts"u8);
        _role = role;
        if (role is not "user") return;

        foreach (var message in _instructions) WriteText(PlainText.Of(message.Member("content"u8)));
        _instructions.Clear();
    }

    private void Close()
    {
        if (_role is null) return;

        json.WriteEndArray();
        json.WriteEndObject();
        _role = null;
    }

    private void WriteText(string text)
    {
        json.WriteStartObject();
        json.WriteString("text"u8, text);
        json.WriteEndObject();
    }

    private void WriteCalls(JsonElement message)
    {
        var first = true;
        foreach (var call in message.Items("tool_calls"u8))
        {
            WriteCall(call, first);
            first = false;
        }
    }

    private void WriteCall(JsonElement call, bool first)
    {
        var function = call.Member("function"u8);
        var name = function.Text("name"u8) ?? throw Fault.Malformed("messages", "a tool call has no name");
        if (call.Text("id"u8) is { } id) _functions[id] = name;
        json.WriteStartObject();
        json.WriteStartObject("functionCall"u8);
        json.WriteString("name"u8, name);
        json.WritePropertyName("args"u8);
        ToolArguments.WriteObject(json, function.Member("arguments"u8));
        json.WriteEndObject();
        if (ThoughtSignature.Of(call, target, first) is { } signature) json.WriteString("thoughtSignature"u8, signature);
        json.WriteEndObject();
    }

    private void WriteResult(JsonElement message)
    {
        var id = message.Text("tool_call_id"u8);
        var name = id is not null && _functions.TryGetValue(id, out var called) ? called : message.Text("name"u8);
        json.WriteStartObject();
        json.WriteStartObject("functionResponse"u8);
        json.WriteString("name"u8, name ?? throw Fault.Malformed("messages", $"no tool call has the id '{id}' of a tool message"));
        json.WritePropertyName("response"u8);
        var text = PlainText.Of(message.Member("content"u8));
        if (ToolArguments.Parse(text) is { ValueKind: JsonValueKind.Object } result && text.Length > 0) result.WriteTo(json);
        else
        {
            json.WriteStartObject();
            json.WriteString("result"u8, text);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
