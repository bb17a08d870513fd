using Andamento.Inference.Onnx;

namespace Andamento.Inference.Generation;

/// <summary>A decoder in memory, with room for its sequences.</summary>
internal sealed class Decoder : IDisposable
{
    private readonly Stack<IDisposable> _owned;

    private Decoder(ISequenceMemory memory, DecoderPorts ports, DecoderConfig config, Stack<IDisposable> owned)
    {
        (Memory, Vocabulary, EndTokens, _owned) = (memory, ports.Vocabulary, config.EndTokens, owned);
        _owned.Push(memory);
    }

    /// <summary>Keys and values, and the runs.</summary>
    public ISequenceMemory Memory { get; }

    /// <summary>Logits of one token.</summary>
    public int Vocabulary { get; }

    /// <summary>The tokens that end a text.</summary>
    public IReadOnlySet<int> EndTokens { get; }

    /// <summary>Loads a model and runs it once, on the calling thread.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <param name="manifest">Its model.json.</param>
    /// <param name="options">Device and limits.</param>
    /// <param name="chunk">New tokens of a prompt in one run, at most; null for what is best.</param>
    /// <exception cref="ModelException"><see cref="ModelFailure.BadModel"/>: it is no decoder that can run here.</exception>
    public static Decoder Load(string folder, ModelManifest manifest, ModelLoadOptions options, int? chunk = null)
    {
        var config = DecoderConfig.Read(folder);
        var length = manifest.MaxLength ?? config.ContextLength
            ?? throw new ModelException(ModelFailure.BadModel, "Neither model.json nor the model's own files say how long its context is.");
        var owned = new Stack<IDisposable>();
        try
        {
            var file = ModelLanes.ModelFile(folder, manifest);
            var session = OnnxSession.Open(file, options, oneAtATime: true);
            owned.Push(session);
            var ports = DecoderPorts.Of(session, config);
            var memory = DeviceMemory.Of(session, options);
            owned.Push(memory);
            var lastOnly = DecoderProbe.LogitsOfLastOnly(session, ports, memory);
            var limits = CacheLimits.Of(options, length, memory.Spare);
            if (chunk is not null) limits = limits with { Chunk = chunk.Value };
            ISequenceMemory sequences = config.SharesBuffers is true || OnnxOperators.Contains(file, "GroupQueryAttention")
                ? new SharedSlots(session, ports, memory, limits, lastOnly)
                : new ConcatenatingRows(session, ports, memory, limits, lastOnly);
            return new(sequences, ports, config, owned);
        }
        catch
        {
            Release(owned);
            throw;
        }
    }

    public void Dispose() => Release(_owned);

    // What was made last goes first: it rests on what was made before.
    private static void Release(Stack<IDisposable> owned)
    {
        while (owned.TryPop(out var last)) last.Dispose();
    }
}
