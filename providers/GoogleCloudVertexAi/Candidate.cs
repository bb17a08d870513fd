using System.Text.Json;
using Andamento.Providers.Unified;

namespace Andamento.Providers.GoogleCloudVertexAi;

/// <summary>One candidate of a streamed answer.</summary>
internal sealed class Candidate(ChunkWriter chunk, ProviderTarget target)
{
    private string? _reason;
    private bool _began;
    private bool _said;
    private int _calls;

    /// <summary>It said why it stopped.</summary>
    public bool Finished => _reason is not null;

    /// <summary>The one of a prompt that was not answered at all.</summary>
    public static Candidate Blocked(ChunkWriter chunk, ProviderTarget target, ICollection<ProviderChunk> chunks)
    {
        chunk.Role(chunks);
        return new(chunk, target) { _reason = "SAFETY" };
    }

    /// <summary>Reads what is new of it.</summary>
    public void Read(JsonElement candidate, ICollection<ProviderChunk> chunks)
    {
        if (!_began) chunk.Role(chunks);
        _began = true;
        IReadOnlyList<TokenLogprob>? logprobs = WholeCandidate.Logprobs(candidate);
        foreach (var part in candidate.Member("content"u8).Items("parts"u8))
        {
            if (part.TryGet("functionCall"u8, out var call))
            {
                chunk.WholeToolCall(chunks, _calls++, WholeCandidate.ToolCall(part, call, target));
                _said = true;
            }
            else if (part.HasText("text"u8, out var text))
            {
                if (WholeCandidate.IsThought(part))
                {
                    chunk.Reasoning(chunks, text);
                    continue;
                }

                chunk.Text(chunks, text, logprobs);
                (_said, logprobs) = (true, null); // which are those of the whole event
            }
        }

        _reason = candidate.Text("finishReason"u8) ?? _reason;
    }

    /// <summary>The stream ended.</summary>
    /// <exception cref="ProviderException">All it said is a tool call that cannot be used.</exception>
    public void End(ICollection<ProviderChunk> chunks)
    {
        FinishReason.RequireAnswer(_reason, _said);
        chunk.End(chunks, FinishReason.Of(_reason, _calls > 0));
    }
}
