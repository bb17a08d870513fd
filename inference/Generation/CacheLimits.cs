using Andamento.Inference.Onnx;

namespace Andamento.Inference.Generation;

/// <summary>How much memory the sequences of a model may take.</summary>
/// <param name="Sequences">Sequences inside at once.</param>
/// <param name="ContextLength">Tokens of one sequence, as the model allows.</param>
/// <param name="Bytes">Bytes for keys and values of all.</param>
internal sealed record CacheLimits(int Sequences, int ContextLength, long Bytes)
{
    // Logits of a prompt's tokens are mostly thrown away; where a model computes them all, a chunk is short enough for this.
    private const long LogitsBytes = 64 << 20;

    /// <summary>
    /// New tokens of a prompt in one run, at most: enough to fill the processor, few enough that running sequences hardly wait.
    /// </summary>
    public int Chunk { get; init; } = 256;

    /// <summary>What options and device give.</summary>
    public static CacheLimits Of(ModelLoadOptions options, int contextLength, long spare) =>
        new(options.Concurrency, contextLength, options.CacheBytes > 0 ? options.CacheBytes : spare);

    /// <summary>How many sequences of which length fit, each in a place of full length. At least one does, if need be shorter.</summary>
    /// <exception cref="ModelException"><see cref="ModelFailure.BadModel"/>: the memory is not worth starting with.</exception>
    public (int Slots, int Length) Slots(long tokenBytes)
    {
        var fitting = Bytes / (tokenBytes * ContextLength);
        if (fitting >= 1) return ((int)Math.Min(fitting, Sequences), ContextLength);

        return (1, Longest(tokenBytes));
    }

    /// <summary>The longest sequence that fits alone.</summary>
    /// <exception cref="ModelException"><see cref="ModelFailure.BadModel"/>: the memory is not worth starting with.</exception>
    public int Longest(long tokenBytes)
    {
        var length = (int)Math.Min(Bytes / tokenBytes, ContextLength);
        return length >= Math.Min(16, ContextLength)
            ? length
            : throw new ModelException(
                ModelFailure.BadModel,
                $"{Bytes:N0} bytes for the memory of sequences hold {length} tokens of {tokenBytes:N0} bytes each; give it more.");
    }

    /// <summary>New tokens in one run.</summary>
    public int ChunkLength(DecoderPorts ports, bool logitsOfLastOnly)
    {
        var one = (long)ports.Vocabulary * ElementType.Size(ports.LogitsType);
        return logitsOfLastOnly ? Chunk : (int)Math.Min(Math.Max(LogitsBytes / one, 16), Chunk);
    }
}
