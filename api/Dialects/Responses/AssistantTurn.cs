using System.Text.Json;

namespace Andamento.Api.Dialects.Responses;

/// <summary>Gathers the items of one turn of the model, and writes them as one message.</summary>
internal sealed class AssistantTurn(Utf8JsonWriter json)
{
    private readonly List<JsonElement> _thinking = [];
    private readonly List<BodyPart> _calls = [];
    private BodyPart? _content;

    /// <summary>The model has thought. That is where a turn begins.</summary>
    public void Think(BodyPart reasoning)
    {
        if (_content is not null || _calls.Count > 0) End();

        // Only the model that wrote it can use it, and only whole: a summary alone is of no use to anyone.
        _thinking.AddRange(CarriedThinking.Unpack(reasoning.Text("encrypted_content")));
    }

    /// <summary>The model has said something.</summary>
    public void Say(BodyPart message)
    {
        if (_content is not null || _calls.Count > 0) End();

        _content = message.Require("content");
    }

    /// <summary>The model has called a function.</summary>
    public void Call(BodyPart call) => _calls.Add(call);

    /// <summary>Somebody else's turn begins.</summary>
    public void End()
    {
        if (_content is not null || _calls.Count > 0) Write();

        _thinking.Clear();
        _calls.Clear();
        _content = null;
    }

    private void Write()
    {
        json.WriteStartObject();
        json.WriteString("role"u8, "assistant"u8);
        if (_thinking.Count > 0)
        {
            json.WriteStartArray("thinking_blocks"u8);
            foreach (var block in _thinking) block.WriteTo(json);
            json.WriteEndArray();
        }

        if (_content is { } content) ResponsesContent.Write(json, content);
        else json.WriteNull("content"u8);
        if (_calls.Count > 0) WriteCalls();
        json.WriteEndObject();
    }

    private void WriteCalls()
    {
        json.WriteStartArray("tool_calls"u8);
        foreach (var call in _calls)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, call.RequireText("call_id"));
            json.WriteString("type"u8, "function"u8);
            json.WriteStartObject("function"u8);
            json.WriteString("name"u8, call.RequireText("name"));
            json.WriteString("arguments"u8, call.RequireText("arguments"));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
