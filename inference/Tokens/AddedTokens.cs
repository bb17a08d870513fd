using System.Buffers;
using System.Text;
using Andamento.Inference.Tokens.Normalizers;
using Andamento.Inference.Tokens.Unicode;

namespace Andamento.Inference.Tokens;

/// <summary>One of the <c>added_tokens</c> of a <c>tokenizer.json</c>: found in a text before anything else is.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Content">As it stands in a text.</param>
/// <param name="Decoded">As the decoder reads it: normalized, where it is looked for in normalized text.</param>
internal sealed record AddedToken(int Id, string Content, string Decoded)
{
    /// <summary>Counts only where no letter or digit touches it.</summary>
    public bool SingleWord { get; init; }

    /// <summary>Takes the spaces before it.</summary>
    public bool LeftStrip { get; init; }

    /// <summary>Takes the spaces after it.</summary>
    public bool RightStrip { get; init; }

    /// <summary>Is looked for in normalized text.</summary>
    public bool Normalized { get; init; }

    /// <summary>Is a mark, which people never see.</summary>
    public bool Special { get; init; }

    public static AddedToken Read(FilePart part, INormalizer? normalizer)
    {
        var content = part.Text("content") ?? throw new FormatException("one of its added_tokens lacks 'content'");
        var normalized = part.Flag("normalized");
        return new(
            part.Number("id") ?? throw new FormatException($"its added token '{content}' lacks 'id'"),
            content, normalized && normalizer is not null ? normalizer.Normalize(content) : content)
        {
            SingleWord = part.Flag("single_word"),
            LeftStrip = part.Flag("lstrip"),
            RightStrip = part.Flag("rstrip"),
            Normalized = normalized,
            Special = part.Flag("special"),
        };
    }
}

/// <summary>Finds added tokens in a text: the leftmost first, of those the longest.</summary>
internal sealed class AddedTokens
{
    private readonly TokenTrie _trie;
    private readonly SearchValues<char> _beginnings;
    private readonly Dictionary<int, AddedToken> _tokens = [];

    public AddedTokens(IReadOnlyList<AddedToken> tokens)
    {
        foreach (var token in tokens) _tokens[token.Id] = token;
        _trie = new(tokens.Select(token => KeyValuePair.Create(token.Decoded, token.Id)).DistinctBy(token => token.Key));
        _beginnings = SearchValues.Create(_trie.Beginnings);
    }

    /// <summary>Appends the tokens of a text and, with an id of -1, what stands between them.</summary>
    public void Split(ReadOnlySpan<char> text, List<(int Start, int End, int Id)> into)
    {
        var done = 0;
        for (var at = 0; TryFind(text, at, out var start, out var end, out var token);)
        {
            at = end;
            if (token.SingleWord && !IsAlone(text, start, end)) continue;
            if (token.LeftStrip) start = Math.Max(done, text[..start].TrimEnd().Length);
            if (token.RightStrip) end = text.Length - text[end..].TrimStart().Length;
            if (done < start) into.Add((done, start, -1));
            into.Add((start, end, token.Id));
            done = end;
            at = Math.Max(at, end);
        }

        if (done < text.Length) into.Add((done, text.Length, -1));
    }

    private bool TryFind(ReadOnlySpan<char> text, int at, out int start, out int end, out AddedToken token)
    {
        for (start = at; text[start..].IndexOfAny(_beginnings) is >= 0 and var skipped; start++)
        {
            start += skipped;
            var node = TokenTrie.Root;
            var (longest, found) = (0, -1);
            for (var next = start; next < text.Length && _trie.TryStep(ref node, text[next], out var id); next++)
            {
                if (id >= 0) (longest, found) = (next + 1, id);
            }

            if (found < 0) continue;
            (end, token) = (longest, _tokens[found]);
            return true;
        }

        (end, token) = (0, null!);
        return false;
    }

    private static bool IsAlone(ReadOnlySpan<char> text, int start, int end)
    {
        Rune.DecodeLastFromUtf16(text[..start], out var before, out _);
        Rune.DecodeFromUtf16(text[end..], out var after, out _);
        return (start is 0 || !RuneKinds.IsWord(before)) && (end == text.Length || !RuneKinds.IsWord(after));
    }
}
