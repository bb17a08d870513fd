namespace Andamento.Inference.Tokens.Subwords;

/// <summary>The longest known beginning of a word, then the longest known continuations (WordPiece).</summary>
internal sealed class WordPieces : ISubwords
{
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _continuations;
    private readonly int _unknown, _longestPiece, _longestWord;

    private WordPieces(Vocabulary vocabulary, string prefix, int unknown, int longestWord)
    {
        Vocabulary = vocabulary;
        _unknown = unknown;
        _longestWord = longestWord;
        var continuations = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (token, id) in vocabulary.Tokens)
        {
            _longestPiece = Math.Max(_longestPiece, token.Length);
            if (token.Length > prefix.Length && token.StartsWith(prefix, StringComparison.Ordinal))
            {
                continuations[token[prefix.Length..]] = id; // without the prefix, so that nothing is put together to look it up
            }
        }

        _continuations = continuations.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public Vocabulary Vocabulary { get; }

    public static WordPieces Read(FilePart part)
    {
        var vocabulary = Vocabulary.Read(part.Json.GetProperty("vocab"));
        return new(
            vocabulary, part.Text("continuing_subword_prefix") ?? "##", vocabulary.Require(part.Text("unk_token") ?? "[UNK]"),
            part.Number("max_input_chars_per_word") ?? 100);
    }

    public void Encode(ReadOnlySpan<char> piece, List<int> ids)
    {
        // A word with an unknown rest is unknown as a whole.
        var before = ids.Count;
        for (var start = 0; start < piece.Length;)
        {
            if (start == 0 && IsTooLong(piece) || !TryTake(piece[start..], start > 0, out var id, out var length))
            {
                ids.RemoveRange(before, ids.Count - before);
                ids.Add(_unknown);
                return;
            }

            ids.Add(id);
            start += length;
        }
    }

    private bool TryTake(ReadOnlySpan<char> rest, bool inside, out int id, out int length)
    {
        for (length = Math.Min(rest.Length, _longestPiece); length > 0; length--)
        {
            if (inside ? _continuations.TryGetValue(rest[..length], out id) : Vocabulary.TryFind(rest[..length], out id)) return true;
        }

        id = 0;
        return false;
    }

    private bool IsTooLong(ReadOnlySpan<char> word)
    {
        if (word.Length <= _longestWord) return false;

        var characters = 0;
        foreach (var _ in word.EnumerateRunes()) characters++;
        return characters > _longestWord;
    }
}
