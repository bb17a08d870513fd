using Andamento.Inference;
using Andamento.Inference.Generation;

namespace Andamento.Tests.Unit.Inference.Generation;

/// <summary>Sequences through a decoder, step by step, on the test's own thread.</summary>
internal sealed class Decoding(Decoder decoder) : IDisposable
{
    public RunningBatch Batch { get; } = new(decoder.Memory, decoder.EndTokens, decoder.Vocabulary);

    public ISequenceMemory Memory => decoder.Memory;

    public int Vocabulary => decoder.Vocabulary;

    public static Decoding Of(string folder, int concurrency = 8, int? chunk = null)
    {
        var manifest = ModelManifest.ReadAsync(folder, CancellationToken.None).GetAwaiter().GetResult();
        return new(Decoder.Load(folder, manifest, new() { Concurrency = concurrency }, chunk));
    }

    /// <summary>Made-up prompts of different lengths.</summary>
    public int[][] Prompts(int count, int longer = 7)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, count).Select(i =>
            Enumerable.Range(0, 3 + longer * i).Select(_ => random.Next(3, Math.Min(6000, decoder.Vocabulary))).ToArray())];
    }

    public Sequence Enter(int[] prompt, int maxTokens, SamplingSettings? sampling = null, int? top = null)
    {
        var sequence = new Sequence(
            new()
            {
                Prompt = prompt,
                MaxTokens = maxTokens,
                Sampling = sampling ?? new() { Temperature = 0 },
                TopLogProbabilities = top,
                IgnoreEnd = true,
            },
            decoder.Memory.ContextLength);
        Assert.True(Batch.TryEnter(sequence));
        return sequence;
    }

    /// <summary>Steps until nobody is inside.</summary>
    public void Finish()
    {
        for (var steps = 0; !Batch.IsEmpty; steps++)
        {
            Assert.True(steps < 10_000, "The sequences do not end.");
            Batch.Step();
        }
    }

    /// <summary>The tokens of one sequence that runs alone.</summary>
    public int[] Alone(int[] prompt, int maxTokens, SamplingSettings? sampling = null)
    {
        var sequence = Enter(prompt, maxTokens, sampling);
        Finish();
        return Written(sequence);
    }

    public static int[] Written(Sequence sequence)
    {
        Assert.NotEqual(sequence.Prompt.Length, sequence.Tokens.Count); // else it failed
        return [.. sequence.Tokens.Skip(sequence.Prompt.Length)];
    }

    public void Dispose() => decoder.Dispose();
}
