using System.Runtime.InteropServices;
using Andamento.Inference.Generation.Sampling;

namespace Andamento.Inference.Generation;

/// <summary>
/// A sequence on its way: what it asked for, its tokens, and its place in the memory. The generator's thread changes it; its
/// reader sees <see cref="Output"/> alone.
/// </summary>
internal sealed class Sequence
{
    private int _read;

    /// <param name="request">What was asked.</param>
    /// <param name="contextLength">Tokens that it may have in all.</param>
    public Sequence(GenerationRequest request, int contextLength)
    {
        Request = request;
        Limit = (int)Math.Min((long)request.Prompt.Length + request.MaxTokens, contextLength);
        Tokens = new(request.Prompt.Length + 16);
        Tokens.AddRange(request.Prompt.Span);
        Sampling = new(request);
    }

    public GenerationRequest Request { get; }

    /// <summary>Prompt and continuation, as far as they are.</summary>
    public List<int> Tokens { get; }

    /// <summary>Tokens that it may have in all.</summary>
    public int Limit { get; }

    public SequenceSampling Sampling { get; }

    /// <summary>What its reader gets.</summary>
    public TokenQueue Output { get; } = new();

    /// <summary>When it came, by the generator's clock.</summary>
    public long QueuedAt { get; init; }

    /// <summary>When the memory took it in.</summary>
    public long BegunAt { get; set; }

    /// <summary>Set by the reader who gave up.</summary>
    public volatile bool IsAbandoned;

    /// <summary>What the memory knows it by, while it is inside.</summary>
    public object? Place { get; private set; }

    /// <summary>Tokens of the prompt that were known from an earlier sequence.</summary>
    public int KnownPromptTokens { get; private set; }

    public ReadOnlySpan<int> Prompt => Request.Prompt.Span;

    /// <summary>Tokens whose keys and values are not in the memory yet.</summary>
    public ReadOnlySpan<int> Unread => CollectionsMarshal.AsSpan(Tokens)[_read..];

    /// <summary>Tokens whose keys and values are in the memory.</summary>
    public int ReadTokens => _read;

    /// <summary>The memory took it in.</summary>
    public void Enter(object place, int known)
    {
        Place = place;
        KnownPromptTokens = _read = known;
    }

    /// <summary>The memory moved it.</summary>
    public void Move(object? place) => Place = place;

    /// <summary>The memory read more tokens. Gives how many it has read in all.</summary>
    public int Read(int count) => _read += count;
}
