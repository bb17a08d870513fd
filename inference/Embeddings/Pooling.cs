using System.Numerics;
using System.Runtime.InteropServices;

namespace Andamento.Inference.Embeddings;

/// <summary>Makes one vector of a text's token vectors.</summary>
/// <param name="UseFirst">Takes the first token's vector instead of the mean of all.</param>
/// <param name="Normalize">Scales the vector to length 1.</param>
internal sealed record Pooling(bool UseFirst, bool Normalize)
{
    public static Pooling Of(ModelPooling? manifest) => manifest?.Mode switch
    {
        "mean" => new(UseFirst: false, manifest.Normalize),
        "cls" => new(UseFirst: true, manifest.Normalize),
        var mode => throw new ModelException(
            ModelFailure.BadModel, $"The manifest's pooling mode is '{mode}'; this server knows mean and cls."),
    };

    /// <summary>Pools the first <paramref name="tokens"/> vectors of a text; what follows them is padding.</summary>
    public float[] Pool(ReadOnlySpan<float> vectors, int tokens, int width)
    {
        var pooled = vectors[..width].ToArray();
        if (!UseFirst)
        {
            for (var token = 1; token < tokens; token++) Add(pooled, vectors.Slice(token * width, width));
        }

        // The mean is the sum scaled, and scaling to length 1 undoes that.
        if (Normalize) Scale(pooled, 1 / MathF.Max(Length(pooled), 1e-12f));
        else if (!UseFirst) Scale(pooled, 1f / tokens);
        return pooled;
    }

    private static void Add(Span<float> sum, ReadOnlySpan<float> vector)
    {
        var wideSum = MemoryMarshal.Cast<float, Vector<float>>(sum);
        var wide = MemoryMarshal.Cast<float, Vector<float>>(vector);
        for (var i = 0; i < wide.Length; i++) wideSum[i] += wide[i];
        for (var i = wide.Length * Vector<float>.Count; i < vector.Length; i++) sum[i] += vector[i];
    }

    private static float Length(ReadOnlySpan<float> vector)
    {
        double squares = 0;
        foreach (var value in vector) squares += (double)value * value;
        return (float)Math.Sqrt(squares);
    }

    private static void Scale(Span<float> vector, float factor)
    {
        foreach (ref var value in vector) value *= factor;
    }
}
