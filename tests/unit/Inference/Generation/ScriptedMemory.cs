using Andamento.Inference.Generation;

namespace Andamento.Tests.Unit.Inference.Generation;

/// <summary>
/// A memory without a model: after each token the likeliest one is the next number. It has few places, and steps can be held up.
/// </summary>
internal sealed class ScriptedMemory(int places = 2, int chunk = 4) : ISequenceMemory
{
    public const int Vocabulary = 100;

    private readonly float[] _logits = new float[Vocabulary];
    private readonly SemaphoreSlim? _steps;

    /// <param name="steps">Each decoding step takes one.</param>
    /// <param name="places">Sequences at once.</param>
    public ScriptedMemory(SemaphoreSlim steps, int places = 2)
        : this(places) => _steps = steps;

    public List<Sequence> Inside { get; } = [];

    /// <summary>What was read, in order: the sequence and how many tokens of its prompt.</summary>
    public List<(Sequence Sequence, int Count)> Reads { get; } = [];

    public Exception? Failure { get; set; }

    public bool IsDisposed { get; private set; }

    public int ContextLength => 50;

    public int ChunkLength => chunk;

    public long UsedBytes => Inside.Count;

    public long LimitBytes => places;

    public bool TryEnter(Sequence sequence)
    {
        if (Inside.Count == places) return false;
        Inside.Add(sequence);
        sequence.Enter(this, 0);
        return true;
    }

    public ReadOnlySpan<float> Prefill(Sequence sequence, int count)
    {
        Reads.Add((sequence, count));
        sequence.Read(count);
        return Logits(sequence);
    }

    public void Decode(IReadOnlyList<Sequence> sequences)
    {
        _steps?.Wait();
        if (Failure is not null) throw Failure;
        foreach (var sequence in sequences) sequence.Read(1);
    }

    public ReadOnlySpan<float> Logits(Sequence sequence)
    {
        Array.Clear(_logits);
        _logits[(sequence.Tokens[^1] + 1) % Vocabulary] = 9;
        return _logits;
    }

    public void Leave(Sequence sequence) => Assert.True(Inside.Remove(sequence));

    public void Dispose() => IsDisposed = true;
}
