using System.Text.Json;

namespace Andamento.Inference.Tokens.Subwords;

/// <summary>What a BPE model of a <c>tokenizer.json</c> says.</summary>
internal sealed class BytePairsFile
{
    private const char VisibleSpace = '\u2581';
    private readonly string _prefix, _suffix;
    private readonly Dictionary<long, Merge> _merges;

    private BytePairsFile(FilePart part)
    {
        if (part.Json.TryGetProperty("dropout", out var dropout) && dropout.ValueKind is JsonValueKind.Number && dropout.GetDouble() > 0)
        {
            throw new FormatException("its BPE drops merges at random, which is for training");
        }

        Vocabulary = Vocabulary.Read(part.Json.GetProperty("vocab"));
        _prefix = part.Text("continuing_subword_prefix") ?? "";
        _suffix = part.Text("end_of_word_suffix") ?? "";
        Unknown = part.Text("unk_token") is { } unknown ? Vocabulary.Find(unknown) : null;
        FuseUnknown = part.Flag("fuse_unk");
        ByteFallback = part.Flag("byte_fallback");
        IgnoreMerges = part.Flag("ignore_merges");
        _merges = ReadMerges(part.Json.GetProperty("merges"));
        SpaceSign = IsSplitAtSpaces() ? VisibleSpace : null;
    }

    /// <summary>The tokens.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>The token of a character that has none, or null to leave it out.</summary>
    public int? Unknown { get; }

    /// <summary>Whether unknown neighbours are one.</summary>
    public bool FuseUnknown { get; }

    /// <summary>Whether a character without a token becomes its bytes.</summary>
    public bool ByteFallback { get; }

    /// <summary>Whether a word that is a token needs no merging.</summary>
    public bool IgnoreMerges { get; }

    /// <summary>Whether characters are looked up with a prefix or suffix.</summary>
    public bool HasAffixes => _prefix.Length + _suffix.Length > 0;

    /// <summary>The sign for a space that no merge crosses from the left, or null.</summary>
    public char? SpaceSign { get; }

    public static BytePairsFile Read(FilePart part) => new(part);

    /// <summary>A character as the vocabulary spells it at its place in a word.</summary>
    public string Spell(ReadOnlySpan<char> character, bool first, bool last) =>
        string.Concat(first ? "" : _prefix, character, last ? _suffix : "");

    /// <summary>What two neighbours become.</summary>
    public bool TryMerge(int left, int right, out Merge merge) => _merges.TryGetValue(Pair(left, right), out merge);

    private static long Pair(int left, int right) => ((long)left << 32) | (uint)right;

    private Dictionary<long, Merge> ReadMerges(JsonElement list)
    {
        var merges = new Dictionary<long, Merge>(list.GetArrayLength());
        foreach (var entry in list.EnumerateArray())
        {
            var (left, right) = ReadMerge(entry);
            var tail = right.StartsWith(_prefix, StringComparison.Ordinal) ? right[_prefix.Length..] : right;
            merges[Pair(Vocabulary.Require(left), Vocabulary.Require(right))] = new(merges.Count, Vocabulary.Require(left + tail));
        }

        return merges;
    }

    // "a b" in older files, ["a", "b"] in newer ones.
    private static (string Left, string Right) ReadMerge(JsonElement entry)
    {
        if (entry.ValueKind is JsonValueKind.Array && entry.GetArrayLength() is 2) return (entry[0].GetString()!, entry[1].GetString()!);

        var pair = entry.ValueKind is JsonValueKind.String ? entry.GetString()!.Split(' ') : [];
        return pair.Length is 2 ? (pair[0], pair[1]) : throw new FormatException($"its merge {entry.GetRawText()} is no pair");
    }

    private bool IsSplitAtSpaces()
    {
        if (IgnoreMerges || HasAffixes || Vocabulary.Find(VisibleSpace.ToString()) is null) return false;

        foreach (var merge in _merges.Values)
        {
            var token = Vocabulary.TokenOf(merge.Id)!;
            for (var at = 1; at < token.Length; at++)
            {
                if (token[at] == VisibleSpace && token[at - 1] != VisibleSpace) return false;
            }
        }

        return true;
    }

    /// <summary>A merge.</summary>
    /// <param name="Rank">The lower one comes first.</param>
    /// <param name="Id">The token that comes out.</param>
    public readonly record struct Merge(int Rank, int Id);
}
