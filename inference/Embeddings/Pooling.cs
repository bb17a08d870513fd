using System.Numerics;
using System.Runtime.InteropServices;

namespace Andamento.Inference.Embeddings;

/// <summary>Makes one vector of a text's token vectors.</summary>
/// <param name="Mode">Which tokens count.</param>
/// <param name="Normalize">Scales the vector to length 1.</param>
internal sealed record Pooling(PoolingMode Mode, bool Normalize)
{
    public static Pooling Of(ModelPooling? manifest) => manifest?.Mode switch
    {
        "mean" => new(PoolingMode.Mean, manifest.Normalize),
        "cls" => new(PoolingMode.First, manifest.Normalize),
        "last" => new(PoolingMode.Last, manifest.Normalize),
        var mode => throw new ModelException(
            ModelFailure.BadModel, $"The manifest's pooling mode is '{mode}'; this server knows mean, cls and last."),
    };

    /// <summary>Pools the first <paramref name="tokens"/> vectors of a text; what follows them is padding.</summary>
    public float[] Pool(ReadOnlySpan<float> vectors, int tokens, int width)
    {
        var pooled = vectors.Slice(Mode is PoolingMode.Last ? (tokens - 1) * width : 0, width).ToArray();
        if (Mode is PoolingMode.Mean)
        {
            for (var token = 1; token < tokens; token++) Add(pooled, vectors.Slice(token * width, width));
        }

        // The mean is the sum scaled, and scaling to length 1 undoes that.
        if (Normalize) ToLengthOne(pooled);
        else if (Mode is PoolingMode.Mean) Scale(pooled, 1f / tokens);
        return pooled;
    }

    /// <summary>The first numbers of a vector whose model was trained so that they make one (Matryoshka).</summary>
    public float[] Shorten(float[] vector, int dimensions)
    {
        if (dimensions == vector.Length) return vector;

        var shorter = vector[..dimensions];
        if (Normalize) ToLengthOne(shorter);
        return shorter;
    }

    private static void ToLengthOne(Span<float> vector) => Scale(vector, 1 / MathF.Max(Length(vector), 1e-12f));

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

/// <summary>Which of a text's token vectors count.</summary>
internal enum PoolingMode
{
    /// <summary>All, equally.</summary>
    Mean,

    /// <summary>The first, which an encoder trained so fills with the whole text.</summary>
    First,

    /// <summary>The last, which has seen the whole text where tokens see only what is before them.</summary>
    Last,
}
