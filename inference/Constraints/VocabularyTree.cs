using Andamento.Inference.Tokens;

namespace Andamento.Inference.Constraints;

/// <summary>
/// A vocabulary as a tree of bytes, flat and in depth-first order: a walk goes forward, and jumps over a branch whose first byte may
/// not come. Immutable.
/// </summary>
internal sealed class VocabularyTree
{
    private readonly byte[] _bytes;
    private readonly byte[] _depths;
    private readonly byte[] _plainHeights;
    private readonly int[] _ends, _firstTokens, _tokens;
    private readonly int[] _endTokens;
    private readonly int _words, _deepest;

    /// <param name="tokenizer">The vocabulary.</param>
    /// <param name="endTokens">The tokens that end a text.</param>
    public VocabularyTree(ITokenizer tokenizer, IReadOnlyCollection<int> endTokens)
    {
        Tokenizer = tokenizer;
        _endTokens = [.. endTokens];
        _words = (Math.Max(tokenizer.Size, endTokens.DefaultIfEmpty(0).Max() + 1) + 63) / 64;
        var branches = VocabularyBranches.Of(tokenizer);
        (_bytes, _depths, _ends, _firstTokens, _tokens) = (branches.Bytes, branches.Depths, branches.Ends, branches.FirstTokens, branches.Tokens);
        _plainHeights = branches.PlainHeights();
        _deepest = _depths.DefaultIfEmpty((byte)0).Max();
    }

    public ITokenizer Tokenizer { get; }

    /// <summary>64-bit words of a mask.</summary>
    public int MaskWords => _words;

    /// <summary>The tokens that a state allows, one bit each; none where nothing but the end may come.</summary>
    public ulong[] MaskOf(Term start, Terms terms)
    {
        var mask = new ulong[_words];
        var states = new Term[_deepest + 1];
        states[0] = start;
        for (var node = 0; node < _bytes.Length;)
        {
            int depth = _depths[node];
            var before = states[depth - 1];
            if (_plainHeights[node] is var height and > 0 && height <= before.PlainRoom(terms))
            {
                Allow(mask, _firstTokens[node], _firstTokens[_ends[node]]);
                node = _ends[node];
                continue;
            }

            var state = before.Next(_bytes[node], terms);
            if (state is Term.Nothing)
            {
                node = _ends[node];
                continue;
            }

            states[depth] = state;
            Allow(mask, _firstTokens[node], _firstTokens[node + 1]);
            node++;
        }

        // Where only the end may come, no token may: the text is over, without one more step of the model.
        if (!start.CanEnd || !mask.AsSpan().ContainsAnyExcept(0UL)) return mask;

        foreach (var id in _endTokens) mask[id >> 6] |= 1UL << (id & 63);
        return mask;
    }

    private void Allow(ulong[] mask, int from, int to)
    {
        foreach (var id in _tokens.AsSpan(from, to - from)) mask[id >> 6] |= 1UL << (id & 63);
    }
}
