using System.Text.Json;

namespace Andamento.Providers.Unified;

/// <summary>
/// Writes the unified chunks of one choice of a streamed answer. A dialect says what happened; here is how it looks, as a
/// chat or, for a prompt that was put as a chat, as a text completion.
/// </summary>
internal sealed class ChunkWriter(AnswerHead head, bool wantsUsage, int choice = 0)
{
    private static readonly JsonElement NoArgument = JsonElement.Parse("\"{}\"");

    private readonly CompletionWriter _completion = new(head, wantsUsage);

    /// <summary>What this answer says of itself.</summary>
    public AnswerHead Head => head;

    /// <summary>The first chunk of a chat.</summary>
    public void Role(ICollection<ProviderChunk> chunks, ProviderUsage? usage = null)
    {
        if (head.Chat) Add(chunks, this, static (json, _) =>
        {
            json.WriteString("role"u8, "assistant"u8);
            json.WriteString("content"u8, ""u8);
        }, usage);
        else if (usage is not null) chunks.Add(new(default, usage));
    }

    /// <summary>More text, and how likely its tokens were where the provider says so.</summary>
    public void Text(ICollection<ProviderChunk> chunks, JsonElement text, IReadOnlyList<TokenLogprob>? logprobs = null)
    {
        if (head.Chat) Add(chunks, text, static (json, text) => json.Write("content"u8, text), logprobs: logprobs);
        else _completion.Text(chunks, choice, text);
    }

    /// <summary>More of the reasoning.</summary>
    public void Reasoning(ICollection<ProviderChunk> chunks, JsonElement text)
    {
        if (head.Chat) Add(chunks, text, static (json, text) => json.Write("reasoning_content"u8, text));
    }

    /// <summary>One finished block of thinking, which the caller must send back to go on.</summary>
    public void ThinkingBlock(ICollection<ProviderChunk> chunks, Action<Utf8JsonWriter> block)
    {
        if (head.Chat) Add(chunks, block, static (json, block) =>
        {
            json.WriteStartArray("thinking_blocks"u8);
            block(json);
            json.WriteEndArray();
        });
    }

    /// <summary>A tool call begins. Indexes count tool calls from 0 in the order they appear.</summary>
    public void ToolCall(ICollection<ProviderChunk> chunks, int index, string? id, string? name)
    {
        if (head.Chat) Add(chunks, (index, id, name), static (json, call) =>
        {
            json.WriteStartArray("tool_calls"u8);
            json.WriteStartObject();
            json.WriteNumber("index"u8, call.index);
            json.WriteString("id"u8, call.id);
            json.WriteString("type"u8, "function"u8);
            json.WriteStartObject("function"u8);
            json.WriteString("name"u8, call.name);
            json.WriteString("arguments"u8, ""u8);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndArray();
        });
    }

    /// <summary>A tool call that came as a whole.</summary>
    public void WholeToolCall(ICollection<ProviderChunk> chunks, int index, WholeToolCall call)
    {
        if (head.Chat) Add(chunks, (index, call), static (json, all) =>
        {
            json.WriteStartArray("tool_calls"u8);
            all.call.WriteTo(json, all.index);
            json.WriteEndArray();
        });
    }

    /// <summary>More of the arguments of a tool call.</summary>
    public void Arguments(ICollection<ProviderChunk> chunks, int index, JsonElement fragment)
    {
        if (head.Chat) Add(chunks, (index, fragment), static (json, call) =>
        {
            json.WriteStartArray("tool_calls"u8);
            json.WriteStartObject();
            json.WriteNumber("index"u8, call.index);
            json.WriteStartObject("function"u8);
            json.Write("arguments"u8, call.fragment);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndArray();
        });
    }

    /// <summary>A tool call turned out to have no arguments, which are still to be JSON.</summary>
    public void NoArguments(ICollection<ProviderChunk> chunks, int index) => Arguments(chunks, index, NoArgument);

    /// <summary>The end of an answer with one choice: why it ended, and the tokens used.</summary>
    public void Finish(ICollection<ProviderChunk> chunks, string reason, TokenUsage? usage)
    {
        End(chunks, reason);
        Usage(chunks, usage);
    }

    /// <summary>The end of this choice.</summary>
    public void End(ICollection<ProviderChunk> chunks, string reason)
    {
        if (!head.Chat) _completion.Finish(chunks, choice, reason);
        else chunks.Add(new(JsonBytes.Write(
            (this, reason), static (json, all) => all.Item1.WriteChat(json, all, static (_, _) => { }, all.reason))));
    }

    /// <summary>The tokens of the answer, behind its last choice.</summary>
    public void Usage(ICollection<ProviderChunk> chunks, TokenUsage? usage) => _completion.Usage(chunks, usage);

    private void Add<T>(
        ICollection<ProviderChunk> chunks, T state, Action<Utf8JsonWriter, T> delta, ProviderUsage? usage = null,
        IReadOnlyList<TokenLogprob>? logprobs = null) =>
        chunks.Add(new(
            JsonBytes.Write(
                (this, state, delta, logprobs),
                static (json, all) => all.Item1.WriteChat(json, all.state, all.delta, null, all.logprobs)),
            usage));

    private void WriteChat<T>(
        Utf8JsonWriter json, T state, Action<Utf8JsonWriter, T> delta, string? reason, IReadOnlyList<TokenLogprob>? logprobs = null)
    {
        json.WriteStartObject();
        head.WriteTo(json, chunk: true);
        json.WriteStartArray("choices"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, choice);
        json.WriteStartObject("delta"u8);
        delta(json, state);
        json.WriteEndObject();
        if (logprobs is { Count: > 0 }) TokenLogprob.WriteAll(json, logprobs);
        json.WriteString("finish_reason"u8, reason);
        json.WriteEndObject();
        json.WriteEndArray();
        if (wantsUsage) json.WriteNull("usage"u8);
        json.WriteEndObject();
    }
}
