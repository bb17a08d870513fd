using System.Text;
using System.Text.Json;
using Andamento.Providers.Http;
using Andamento.Providers.Unified;

namespace Andamento.Providers.Anthropic;

/// <summary>The events of one streamed message. Blocks have numbers of their own, and may overlap.</summary>
internal sealed class StreamedAnswer(ChunkWriter chunk, ProviderDescriptor provider, ProviderTarget target, bool schemaTool)
{
    private readonly Dictionary<long, Block> _blocks = [];
    private AnswerUsage _usage;
    private string? _stopReason;
    private int _calls;

    /// <summary>Reads one event. False when it was the last.</summary>
    public bool Read(ReadOnlySpan<byte> payload, ICollection<ProviderChunk> chunks)
    {
        using var document = JsonReading.ParseAnswer(payload, provider);
        var data = document.RootElement;
        switch (data.Text("type"u8))
        {
            case "content_block_delta": Delta(data, chunks); break;
            case "content_block_start": Start(data, chunks); break;
            case "content_block_stop": Stop(data, chunks); break;
            case "message_start": Begin(data.Member("message"u8), chunks); break;
            case "message_delta":
                _stopReason = data.Member("delta"u8).Text("stop_reason"u8) ?? _stopReason;
                _usage.Read(data.Member("usage"u8));
                break;
            case "message_stop":
                chunk.Finish(chunks, ChatAnswer.FinishReason(_stopReason, _calls > 0), _usage.Total);
                return false;
            case "error": throw CallFailure.OfEvent(payload, provider, target);
        }

        return true;
    }

    private void Begin(JsonElement message, ICollection<ProviderChunk> chunks)
    {
        chunk.Head.Identify(message.Text("id"u8));
        _usage.Read(message.Member("usage"u8));
        chunk.Role(chunks, _usage.Total?.ToProviderUsage());
    }

    private void Start(JsonElement data, ICollection<ProviderChunk> chunks)
    {
        var content = data.Member("content_block"u8);
        var block = new Block(content.Text("type"u8) ?? "");
        _blocks[data.Count("index"u8) ?? -1] = block;
        switch (block.Type)
        {
            case "text" when content.HasText("text"u8, out var text): chunk.Text(chunks, text); break;
            case "thinking":
                if (content.HasText("thinking"u8, out var thought)) Think(block, thought, chunks);
                block.Signature.Append(content.Text("signature"u8));
                break;
            case "redacted_thinking": block.Opening = content.Clone(); break;
            case "tool_use":
                block.Opening = content.Member("input"u8) is { ValueKind: JsonValueKind.Object } input ? input.Clone() : default;
                block.IsSchema = schemaTool && content.Is("name"u8, "json_tool_call"u8);
                if (block.IsSchema) break;
                block.Call = _calls++;
                chunk.ToolCall(chunks, block.Call, content.Text("id"u8), content.Text("name"u8));
                break;
        }
    }

    private void Delta(JsonElement data, ICollection<ProviderChunk> chunks)
    {
        var delta = data.Member("delta"u8);
        var block = _blocks.GetValueOrDefault(data.Count("index"u8) ?? -1);
        switch (delta.Text("type"u8))
        {
            case "text_delta" when delta.HasText("text"u8, out var text): chunk.Text(chunks, text); break;
            case "input_json_delta" when block is not null && delta.HasText("partial_json"u8, out var fragment):
                block.HasFragments = true;
                if (block.IsSchema) chunk.Text(chunks, fragment);
                else if (block.Call >= 0) chunk.Arguments(chunks, block.Call, fragment);
                break;
            case "thinking_delta" when block is not null && delta.HasText("thinking"u8, out var thought):
                Think(block, thought, chunks);
                break;
            case "signature_delta": block?.Signature.Append(delta.Text("signature"u8)); break;
        }
    }

    private void Stop(JsonElement data, ICollection<ProviderChunk> chunks)
    {
        if (!_blocks.Remove(data.Count("index"u8) ?? -1, out var block)) return;

        switch (block.Type)
        {
            case "tool_use" when !block.HasFragments:
                var whole = ToolArguments.AsText(block.Opening);
                if (block.IsSchema) chunk.Text(chunks, whole);
                else chunk.Arguments(chunks, block.Call, whole);
                break;
            case "thinking": chunk.ThinkingBlock(chunks, block.WriteThinking); break;
            case "redacted_thinking": chunk.ThinkingBlock(chunks, block.Opening.WriteTo); break;
        }
    }

    private void Think(Block block, JsonElement thought, ICollection<ProviderChunk> chunks)
    {
        block.Thinking.Append(thought.GetString());
        chunk.Reasoning(chunks, thought);
    }

    private sealed class Block(string type)
    {
        public string Type => type;
        public int Call { get; set; } = -1; // among the tool calls
        public bool IsSchema { get; set; }
        public bool HasFragments { get; set; }
        public JsonElement Opening { get; set; }
        public StringBuilder Thinking { get; } = new();
        public StringBuilder Signature { get; } = new();

        public void WriteThinking(Utf8JsonWriter json)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "thinking"u8);
            json.WriteString("thinking"u8, Thinking.ToString());
            json.WriteString("signature"u8, Signature.ToString());
            json.WriteEndObject();
        }
    }
}
