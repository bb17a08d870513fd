using System.Text;

namespace Andamento.Inference.Tokens;

/// <summary>Turns text into the token ids of a BERT model. Stateless after construction; any thread may call it.</summary>
internal sealed class WordPieceTokenizer
{
    private readonly TokenizerFile _file;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _beginnings, _continuations;

    public WordPieceTokenizer(TokenizerFile file)
    {
        _file = file;
        _beginnings = file.Beginnings.GetAlternateLookup<ReadOnlySpan<char>>();
        _continuations = file.Continuations.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The ids with the model's marks around them; what does not fit in <paramref name="maxLength"/> is cut off.</summary>
    public int[] Encode(string text, int maxLength)
    {
        var ids = new List<int> { _file.Begin };
        foreach (var (piece, special) in SplitAtMarks(text))
        {
            if (ids.Count >= maxLength) break;
            if (special is { } id) ids.Add(id);
            else AddWords(_file.Text.Normalize(piece.Span), ids, maxLength);
        }

        if (ids.Count > maxLength - 1) ids.RemoveRange(maxLength - 1, ids.Count - maxLength + 1);
        ids.Add(_file.End);
        return [.. ids];
    }

    // A mark such as [SEP] written in the text is that mark, in exactly this spelling.
    private IEnumerable<(ReadOnlyMemory<char> Piece, int? Special)> SplitAtMarks(string text)
    {
        var rest = text.AsMemory();
        while (FindMark(rest.Span) is var (at, length, id))
        {
            yield return (rest[..at], null);
            yield return (default, id);
            rest = rest[(at + length)..];
        }

        yield return (rest, null);
    }

    private (int At, int Length, int Id)? FindMark(ReadOnlySpan<char> text)
    {
        (int At, int Length, int Id)? first = null;
        foreach (var (mark, id) in _file.Marks)
        {
            var at = text.IndexOf(mark, StringComparison.Ordinal);
            if (at >= 0 && (first is null || at < first.Value.At)) first = (at, mark.Length, id);
        }

        return first;
    }

    private void AddWords(ReadOnlySpan<char> text, List<int> ids, int enough)
    {
        var start = 0;
        var at = 0;
        while (at < text.Length && ids.Count < enough)
        {
            Rune.DecodeFromUtf16(text[at..], out var rune, out var length);
            var space = Rune.IsWhiteSpace(rune);
            if (space || BertText.IsPunctuation(rune))
            {
                AddWord(text[start..at], ids);
                if (!space) AddWord(text.Slice(at, length), ids);
                start = at + length;
            }

            at += length;
        }

        AddWord(text[start..at], ids);
    }

    // The longest known beginning, then the longest known continuations. A word with an unknown rest is unknown as a whole.
    private void AddWord(ReadOnlySpan<char> word, List<int> ids)
    {
        if (word.IsEmpty) return;

        var before = ids.Count;
        for (var start = 0; start < word.Length;)
        {
            if (start == 0 && IsTooLong(word) || !TryTake(word[start..], start > 0, out var id, out var length))
            {
                ids.RemoveRange(before, ids.Count - before);
                ids.Add(_file.Unknown);
                return;
            }

            ids.Add(id);
            start += length;
        }
    }

    private bool TryTake(ReadOnlySpan<char> rest, bool inside, out int id, out int length)
    {
        var pieces = inside ? _continuations : _beginnings;
        for (length = Math.Min(rest.Length, _file.LongestPiece); length > 0; length--)
        {
            if (pieces.TryGetValue(rest[..length], out id)) return true;
        }

        id = 0;
        return false;
    }

    private bool IsTooLong(ReadOnlySpan<char> word)
    {
        if (word.Length <= _file.MaxWord) return false;

        var characters = 0;
        foreach (var _ in word.EnumerateRunes()) characters++;
        return characters > _file.MaxWord;
    }
}
