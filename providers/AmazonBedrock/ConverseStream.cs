using System.Text;
using System.Text.Json;
using Andamento.Providers.Http;
using Andamento.Providers.Unified;

namespace Andamento.Providers.AmazonBedrock;

/// <summary>
/// The events of one streamed answer. Only a tool call announces its block; text and thinking begin with their first
/// delta. The usage comes behind the reason to stop.
/// </summary>
internal sealed class ConverseStream(ChunkWriter chunk, ProviderTarget target, ToolNames names, bool schemaTool)
{
    private readonly Dictionary<long, Block> _blocks = [];
    private string? _stopReason;
    private int _calls;

    /// <summary>Reads one event. False when it was the last.</summary>
    public bool Read(ReadOnlySpan<byte> payload, ICollection<ProviderChunk> chunks)
    {
        using var document = JsonReading.ParseAnswer(payload, AmazonBedrockAdapter.Description);
        var data = document.RootElement;
        if (data.TryGet("contentBlockDelta"u8, out var delta)) Delta(delta, chunks);
        else if (data.TryGet("contentBlockStart"u8, out var start)) Start(start, chunks);
        else if (data.TryGet("contentBlockStop"u8, out var stop)) Stop(stop, chunks);
        else if (data.TryGet("messageStart"u8, out _)) chunk.Role(chunks);
        else if (data.TryGet("messageStop"u8, out var end)) _stopReason = end.Text("stopReason"u8) ?? "end_turn";
        else if (data.TryGet("metadata"u8, out var metadata))
        {
            Finish(chunks, ConverseAnswer.Usage(metadata.Member("usage"u8)));
            return false;
        }
        else if (data.TryGet("error"u8, out _)) throw CallFailure.OfEvent(payload, AmazonBedrockAdapter.Description, target);

        return true;
    }

    /// <summary>The stream ended: well, if the reason to stop was told.</summary>
    public void End(ICollection<ProviderChunk> chunks)
    {
        if (_stopReason is null) throw CallFailure.Cut(AmazonBedrockAdapter.Description);

        Finish(chunks, usage: null);
    }

    private void Finish(ICollection<ProviderChunk> chunks, TokenUsage? usage)
    {
        foreach (var block in _blocks.Values) Complete(block, chunks);
        chunk.Finish(chunks, ConverseAnswer.FinishReason(_stopReason, _calls > 0), usage);
    }

    private void Start(JsonElement data, ICollection<ProviderChunk> chunks)
    {
        if (!data.Member("start"u8).TryGet("toolUse"u8, out var use)) return;

        var block = BlockOf(data);
        block.IsSchema = schemaTool && use.Is("name"u8, "json_tool_call"u8);
        if (block.IsSchema) return;

        block.Call = _calls++;
        chunk.ToolCall(chunks, block.Call, use.Text("toolUseId"u8), names.Given(use.Text("name"u8)));
    }

    private void Delta(JsonElement data, ICollection<ProviderChunk> chunks)
    {
        var delta = data.Member("delta"u8);
        if (delta.HasText("text"u8, out var text)) chunk.Text(chunks, text);
        else if (delta.Member("toolUse"u8).HasText("input"u8, out var fragment))
        {
            var block = BlockOf(data);
            if (block.IsSchema) chunk.Text(chunks, fragment);
            if (block.Call < 0) return;

            block.HasFragments = true;
            chunk.Arguments(chunks, block.Call, fragment);
        }
        else if (delta.TryGet("reasoningContent"u8, out var thought)) Think(BlockOf(data), thought, chunks);
    }

    private void Think(Block block, JsonElement thought, ICollection<ProviderChunk> chunks)
    {
        if (thought.HasText("text"u8, out var text))
        {
            (block.Thinking ??= new()).Append(text.GetString());
            chunk.Reasoning(chunks, text);
        }

        if (thought.Text("signature"u8) is { } signature) block.Signature += signature;
        if (thought.Text("redactedContent"u8) is { } redacted) block.Redacted += redacted;
    }

    private void Stop(JsonElement data, ICollection<ProviderChunk> chunks)
    {
        if (_blocks.Remove(data.Count("contentBlockIndex"u8) ?? 0, out var block)) Complete(block, chunks);
    }

    private void Complete(Block block, ICollection<ProviderChunk> chunks)
    {
        if (block is { Call: >= 0, HasFragments: false }) chunk.NoArguments(chunks, block.Call);
        if (block.Redacted.Length > 0) chunk.ThinkingBlock(chunks, json => ConverseAnswer.WriteRedacted(json, block.Redacted));
        else if (block.Thinking is { } thinking)
        {
            chunk.ThinkingBlock(chunks, json => ConverseAnswer.WriteThinking(json, thinking.ToString(), block.Signature));
        }
    }

    private Block BlockOf(JsonElement data)
    {
        var index = data.Count("contentBlockIndex"u8) ?? 0;
        if (!_blocks.TryGetValue(index, out var block)) _blocks[index] = block = new();
        return block;
    }

    private sealed class Block
    {
        public int Call { get; set; } = -1; // among the tool calls
        public bool IsSchema { get; set; } // the answer itself, asked for by way of a tool
        public bool HasFragments { get; set; }
        public StringBuilder? Thinking { get; set; }
        public string Signature { get; set; } = "";
        public string Redacted { get; set; } = "";
    }
}
