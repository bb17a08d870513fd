using System.Numerics.Tensors;

namespace Andamento.Inference.Generation.Sampling;

/// <summary>Natural logarithms of probabilities under the model, before any setting changes them. Scratch, like the sampler.</summary>
internal sealed class LogProbabilities(int vocabulary)
{
    private const int Most = 20;

    private readonly float[] _scratch = new float[vocabulary];
    private readonly float[] _best = new float[Most];
    private readonly int[] _ids = new int[Most];

    /// <summary>The token with its probability, and the likeliest ones.</summary>
    public GeneratedToken Tell(ReadOnlySpan<float> logits, int token, int top)
    {
        var max = TensorPrimitives.Max(logits);
        TensorPrimitives.Subtract(logits, max, _scratch);
        TensorPrimitives.Exp(_scratch, _scratch);
        var all = max + MathF.Log(TensorPrimitives.Sum(_scratch));
        top = Math.Min(top, Math.Min(Most, vocabulary));
        if (top == 0) return new(token, logits[token] - all, []);

        TopTokens.Select(logits, _ids.AsSpan(0, top), _best.AsSpan(0, top));
        var chances = new TokenChance[top];
        for (var i = 0; i < top; i++) chances[i] = new(_ids[i], _best[i] - all);
        return new(token, logits[token] - all, chances);
    }
}
