namespace Andamento.Inference.Generation;

/// <summary>What a generator does now, and did since it was loaded.</summary>
internal sealed record GenerationStats
{
    /// <summary>Sequences inside.</summary>
    public int Running { get; init; }

    /// <summary>Sequences that wait for room.</summary>
    public int Queued { get; init; }

    /// <summary>Steps: in each, every running sequence gets a token.</summary>
    public long Steps { get; init; }

    /// <summary>Tokens of prompts that were read.</summary>
    public long PromptTokens { get; init; }

    /// <summary>Tokens of prompts that were known from earlier sequences.</summary>
    public long KnownTokens { get; init; }

    /// <summary>Tokens that were written.</summary>
    public long GeneratedTokens { get; init; }

    /// <summary>Bytes of keys and values that the sequences inside need.</summary>
    public long CacheBytes { get; init; }

    /// <summary>Bytes of keys and values that there may be.</summary>
    public long CacheLimit { get; init; }
}
