using System.Numerics.Tensors;

namespace Andamento.Inference.Generation.Sampling;

/// <summary>
/// Draws tokens from logits, in the usual order: penalties and biases, constraint, temperature, the likeliest few, the likeliest
/// part, the least chance, the draw. Its memory is scratch, so it is used from one thread at a time.
/// </summary>
internal sealed class Sampler(int vocabulary)
{
    // How many of the likeliest are looked at first, when a part of the chances is wanted: mostly enough.
    private const int FirstLook = 64;

    private readonly float[] _scores = new float[vocabulary];
    private float[] _best = new float[FirstLook];
    private int[] _ids = new int[FirstLook];

    /// <summary>Draws a token; null when none is allowed.</summary>
    /// <exception cref="ModelException"><see cref="ModelFailure.Internal"/>: the logits are no numbers.</exception>
    public int? Draw(ReadOnlySpan<float> logits, SequenceSampling sampling, ITokenConstraint? constraint)
    {
        if (sampling.Adjusts || constraint is not null)
        {
            logits.CopyTo(_scores);
            if (sampling.Adjusts) sampling.Adjust(_scores);
            if (constraint is not null) Forbid(_scores, constraint.Allowed);
            logits = _scores;
        }

        var likeliest = TensorPrimitives.IndexOfMax(logits);
        var top = logits[likeliest];
        if (float.IsNaN(top) || float.IsPositiveInfinity(top))
            throw new ModelException(ModelFailure.Internal, "The model gave logits that are no numbers.");
        if (float.IsNegativeInfinity(top)) return null;

        var settings = sampling.Settings;
        return settings.Temperature <= 0 || settings.TopK == 1 ? likeliest : Draw(logits, top, settings, sampling.Draw());
    }

    private static void Forbid(Span<float> scores, ReadOnlySpan<ulong> allowed)
    {
        for (var word = 0; word * 64 < scores.Length; word++)
        {
            var part = scores.Slice(word * 64, Math.Min(64, scores.Length - word * 64));
            var bits = word < allowed.Length ? allowed[word] : 0;
            if (bits == ulong.MaxValue) continue;
            if (bits == 0)
            {
                part.Fill(float.NegativeInfinity);
                continue;
            }

            for (var i = 0; i < part.Length; i++)
            {
                if ((bits >> i & 1) == 0) part[i] = float.NegativeInfinity;
            }
        }
    }

    // Chances are kept in parts of the likeliest one's, which is 1.
    private int Draw(ReadOnlySpan<float> logits, float top, SamplingSettings settings, double draw)
    {
        Span<float> chances = _scores;
        TensorPrimitives.Subtract(logits, top, chances);
        TensorPrimitives.Divide(chances, settings.Temperature, chances);
        TensorPrimitives.Exp(chances, chances);
        if (settings.TopK == 0 && settings.TopP >= 1)
        {
            if (settings.MinP > 0) DropBelow(chances, settings.MinP);
            return Pick(chances, TensorPrimitives.Sum(chances), draw);
        }

        var kept = settings.TopK > 0
            ? KeepMost(chances, Math.Min(settings.TopK, vocabulary), settings.TopP)
            : KeepPart(chances, settings.TopP * TensorPrimitives.Sum(chances));
        var best = _best.AsSpan(0, kept);
        while (best[^1] < settings.MinP) best = best[..^1]; // the likeliest one's is 1, so it stays
        return _ids[Pick(best, TensorPrimitives.Sum(best), draw)];
    }

    private static void DropBelow(Span<float> chances, float least)
    {
        foreach (ref var chance in chances)
        {
            if (chance < least) chance = 0;
        }
    }

    private int KeepMost(ReadOnlySpan<float> chances, int count, float part)
    {
        Select(chances, count);
        return part >= 1 ? count : Reach(part * TensorPrimitives.Sum(_best.AsSpan(0, count)), count) ?? count;
    }

    private int KeepPart(ReadOnlySpan<float> chances, float sum)
    {
        for (var count = Math.Min(FirstLook, vocabulary); ; count = Math.Min(8 * count, vocabulary))
        {
            Select(chances, count);
            if (Reach(sum, count) is { } kept) return kept;
            if (count == vocabulary) return count; // rounding: all of them are a little less than the sum
        }
    }

    private void Select(ReadOnlySpan<float> chances, int count)
    {
        if (_ids.Length < count) (_ids, _best) = (new int[count], new float[count]);
        TopTokens.Select(chances, _ids.AsSpan(0, count), _best.AsSpan(0, count));
    }

    // How many of the likeliest together reach a sum: the one that passes it is kept.
    private int? Reach(float sum, int count)
    {
        var reached = 0f;
        for (var i = 0; i < count; i++)
        {
            reached += _best[i];
            if (reached >= sum) return i + 1;
        }

        return null;
    }

    private static int Pick(ReadOnlySpan<float> chances, float sum, double draw)
    {
        var left = draw * sum;
        var last = 0;
        for (var i = 0; i < chances.Length; i++)
        {
            if (chances[i] == 0) continue;
            last = i;
            left -= chances[i];
            if (left < 0) return i;
        }

        return last; // rounding
    }
}
