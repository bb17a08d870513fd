namespace Andamento.Inference.Generation;

/// <summary>
/// Keys and values of the sequences that are inside, and the runs that continue them. One for each way in which models keep
/// their past. Used from the generator's thread alone, but for the sizes.
/// </summary>
internal interface ISequenceMemory : IDisposable
{
    /// <summary>Tokens that one sequence may have.</summary>
    int ContextLength { get; }

    /// <summary>Most tokens that one <see cref="Prefill"/> may take.</summary>
    int ChunkLength { get; }

    /// <summary>Bytes in use by sequences inside.</summary>
    long UsedBytes { get; }

    /// <summary>Bytes that may be in use.</summary>
    long LimitBytes { get; }

    /// <summary>Takes a sequence in, and sets what of its prompt is known already. False when there is no room now.</summary>
    bool TryEnter(Sequence sequence);

    /// <summary>Reads the next tokens of a sequence, and gives the logits after the last one, valid until the next call.</summary>
    ReadOnlySpan<float> Prefill(Sequence sequence, int count);

    /// <summary>Reads one more token of each of these sequences, which have one token left to read each.</summary>
    void Decode(IReadOnlyList<Sequence> sequences);

    /// <summary>The logits of a sequence after <see cref="Decode"/>, valid until the next call.</summary>
    ReadOnlySpan<float> Logits(Sequence sequence);

    /// <summary>Lets a sequence go.</summary>
    void Leave(Sequence sequence);
}
