using System.Buffers;
using System.Text;

namespace Andamento.Inference.Tokens.Subwords;

/// <summary>
/// The likeliest way to cut a text into tokens that each have a probability (Unigram): the best path to every place, from
/// left to right, then back along the path. A character without a token costs more than any token.
/// </summary>
internal sealed class Unigram : ISubwords
{
    private const double UnknownPenalty = 10;
    private readonly double[] _scores;
    private readonly double _unknownScore;
    private readonly int? _unknown;
    private readonly int[]? _byteTokens;
    private readonly TokenTrie _trie;

    private Unigram(Vocabulary vocabulary, double[] scores, int? unknown, bool byteFallback)
    {
        Vocabulary = vocabulary;
        _scores = scores;
        _unknown = unknown;
        _unknownScore = (scores.Length > 0 ? scores.Min() : 0) - UnknownPenalty;
        _trie = new TokenTrie(vocabulary.Tokens);
        _byteTokens = byteFallback ? vocabulary.ByteTokens() : null;
    }

    public Vocabulary Vocabulary { get; }

    public static Unigram Read(FilePart part)
    {
        var tokens = new List<string>();
        var scores = new List<double>();
        foreach (var entry in part.Json.GetProperty("vocab").EnumerateArray())
        {
            tokens.Add(entry[0].GetString() ?? throw new FormatException("its vocabulary has a token of null"));
            scores.Add(entry[1].GetDouble());
        }

        var unknown = part.Number("unk_id");
        if (unknown is { } id && (id < 0 || id >= tokens.Count)) throw new FormatException($"its unk_id {id} is no token");
        return new(Vocabulary.Of(tokens), [.. scores], unknown, part.Flag("byte_fallback"));
    }

    public void Encode(ReadOnlySpan<char> piece, List<int> ids)
    {
        var best = ArrayPool<Step>.Shared.Rent(piece.Length + 1);
        try
        {
            var steps = best.AsSpan(0, piece.Length + 1);
            steps.Fill(new(double.NegativeInfinity, -1, -1));
            steps[0] = new(0, -1, 0);
            Forward(piece, steps);
            Backward(piece, steps, ids);
        }
        finally
        {
            ArrayPool<Step>.Shared.Return(best);
        }
    }

    private void Forward(ReadOnlySpan<char> piece, Span<Step> steps)
    {
        for (var start = 0; start < piece.Length;)
        {
            Rune.DecodeFromUtf16(piece[start..], out _, out var character);
            var score = steps[start].Score;
            var known = false;
            var node = TokenTrie.Root;
            for (var end = start; end < piece.Length && _trie.TryStep(ref node, piece[end], out var id);)
            {
                end++;
                if (id < 0) continue;
                known |= end - start == character;
                Take(ref steps[end], score + _scores[id], start, id);
            }

            if (!known) Take(ref steps[start + character], score + _unknownScore, start, _unknown ?? throw Unknown.Token());
            start += character;
        }
    }

    private static void Take(ref Step step, double score, int start, int id)
    {
        if (step.Start < 0 || score > step.Score) step = new(score, start, id);
    }

    private void Backward(ReadOnlySpan<char> piece, Span<Step> steps, List<int> ids)
    {
        var first = ids.Count;
        for (var end = piece.Length; end > 0;)
        {
            var step = steps[end];
            var start = step.Start;
            if (step.Id == _unknown)
            {
                // Neighbours without a token are one unknown thing.
                while (start > 0 && steps[start].Id == _unknown) start = steps[start].Start;
                AddUnknown(piece[start..end], ids);
            }
            else
            {
                ids.Add(step.Id);
            }

            end = start;
        }

        ids.Reverse(first, ids.Count - first);
    }

    private void AddUnknown(ReadOnlySpan<char> text, List<int> ids)
    {
        if (Vocabulary.TryFind(text, out var id))
        {
            ids.Add(id);
            return;
        }

        var first = ids.Count;
        if (_byteTokens is { } tokens)
        {
            Span<byte> bytes = stackalloc byte[4];
            foreach (var rune in text.EnumerateRunes())
            {
                foreach (var octet in bytes[..rune.EncodeToUtf8(bytes)]) ids.Add(tokens[octet]);
            }

            ids.Reverse(first, ids.Count - first); // everything is in reverse until the end
            if (ids.IndexOf(-1, first) < 0) return;
            ids.RemoveRange(first, ids.Count - first);
        }

        ids.Add(_unknown ?? throw Unknown.Token());
    }

    private readonly record struct Step(double Score, int Start, int Id);
}
