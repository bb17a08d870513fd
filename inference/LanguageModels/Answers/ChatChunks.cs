using System.Text.Json;
using Andamento.Inference.Tokens;

namespace Andamento.Inference.LanguageModels.Answers;

/// <summary>The events of a streamed chat: the role first, then what is added, then why it ended.</summary>
internal sealed class ChatChunks(AnswerHead head, int index, ITokenizer tokenizer, bool includeUsage)
    : AnswerChunks(head, index, tokenizer, includeUsage)
{
    private bool _begun;
    private int _calls;

    /// <summary>The kind of chunk.</summary>
    public static ReadOnlySpan<byte> Kind => "chat.completion.chunk"u8;

    public override void Text(string text)
    {
        WriteRole();
        var json = BeginDelta();
        json.WriteString("content"u8, text);
        EndDelta(json, reason: null);
    }

    public override void Call(string name)
    {
        WriteRole();
        var json = BeginCall(_calls++);
        json.WriteString("id"u8, AnswerHead.NewId("call_"));
        json.WriteString("type"u8, "function"u8);
        json.WriteStartObject("function"u8);
        json.WriteString("name"u8, name);
        json.WriteString("arguments"u8, ""u8);
        EndCall(json);
    }

    public override void Arguments(string part)
    {
        var json = BeginCall(_calls - 1);
        json.WriteStartObject("function"u8);
        json.WriteString("arguments"u8, part);
        EndCall(json);
    }

    public override void Finish(string reason)
    {
        WriteRole();
        EndDelta(BeginDelta(), reason);
    }

    private void WriteRole()
    {
        if (_begun) return;

        _begun = true;
        var tokens = Tokens.ToArray(); // they belong to what follows
        Tokens.Clear();
        var json = BeginDelta();
        json.WriteString("role"u8, "assistant"u8);
        json.WriteString("content"u8, ""u8);
        EndDelta(json, reason: null);
        Tokens.AddRange(tokens);
    }

    private Utf8JsonWriter BeginDelta()
    {
        var json = Begin(Kind);
        json.WriteStartObject("delta"u8);
        return json;
    }

    private void EndDelta(Utf8JsonWriter json, string? reason)
    {
        json.WriteEndObject();
        if (Tokens.Count > 0) ChatProbabilities.Write(json, Tokenizer, Tokens);
        else json.WriteNull("logprobs"u8);
        End(reason);
    }

    private Utf8JsonWriter BeginCall(int call)
    {
        var json = BeginDelta();
        json.WriteStartArray("tool_calls"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, call);
        return json;
    }

    private void EndCall(Utf8JsonWriter json)
    {
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        EndDelta(json, reason: null);
    }
}
