using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text;

namespace Andamento.Inference.Tokens.Subwords;

/// <summary>Begins with characters and merges neighbours, the best-ranked pair first (byte-pair encoding).</summary>
internal sealed class BytePairs : ISubwords
{
    private const int LongestCached = 64, MostCached = 16 * 1024;
    private readonly BytePairsFile _file;
    private readonly int[] _characters = new int[char.MaxValue + 1]; // by UTF-16 unit, -1 for none
    private readonly int[]? _byteTokens;
    private ConcurrentDictionary<string, int[]> _words = NewCache(); // replaced when it is full, so that it follows the traffic
    private int _cached;

    private BytePairs(BytePairsFile file)
    {
        _file = file;
        _byteTokens = file.ByteFallback ? file.Vocabulary.ByteTokens() : null;
        Array.Fill(_characters, -1);
        foreach (var (token, id) in file.Vocabulary.Tokens)
        {
            if (token.Length is 1) _characters[token[0]] = id;
        }
    }

    public Vocabulary Vocabulary => _file.Vocabulary;

    public static BytePairs Read(FilePart part) => new(BytePairsFile.Read(part));

    public void Encode(ReadOnlySpan<char> piece, List<int> ids)
    {
        // 1. Where nothing can merge across a sign for a space, words are separate problems: small, and often seen before.
        if (_file.SpaceSign is { } sign)
        {
            for (var at = 1; at < piece.Length; at++)
            {
                if (piece[at] != sign || piece[at - 1] == sign) continue;
                EncodeWord(piece[..at], ids);
                piece = piece[at..];
                at = 0;
            }
        }

        EncodeWord(piece, ids);
    }

    private static ConcurrentDictionary<string, int[]> NewCache() => new(StringComparer.Ordinal);

    private void EncodeWord(ReadOnlySpan<char> word, List<int> ids)
    {
        if (word.Length is 1 && _characters[word[0]] is >= 0 and var only && !_file.HasAffixes)
        {
            ids.Add(only);
            return;
        }

        if (word.Length > LongestCached)
        {
            Merge(word, ids);
            return;
        }

        var words = Volatile.Read(ref _words);
        if (!words.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word, out var known))
        {
            var first = ids.Count;
            Merge(word, ids);
            Remember(words, word, CollectionsMarshal.AsSpan(ids)[first..].ToArray());
            return;
        }

        ids.AddRange(known);
    }

    private void Remember(ConcurrentDictionary<string, int[]> words, ReadOnlySpan<char> word, int[] ids)
    {
        if (!words.TryAdd(word.ToString(), ids)) return;
        if (Interlocked.Increment(ref _cached) < MostCached) return;
        Volatile.Write(ref _words, NewCache());
        Volatile.Write(ref _cached, 0);
    }

    private void Merge(ReadOnlySpan<char> word, List<int> ids)
    {
        if (_file.IgnoreMerges && Vocabulary.TryFind(word, out var whole))
        {
            ids.Add(whole);
            return;
        }

        // A character without a token may be four bytes, so there may be twice as many symbols as units.
        var symbols = ArrayPool<int>.Shared.Rent(word.Length * 3 + 64);
        try
        {
            var count = Begin(word, ref symbols);
            foreach (var id in PairMerger.Merge(symbols.AsSpan(0, count), _file)) ids.Add(id);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(symbols);
        }
    }

    // The characters as tokens, bytes or unknowns.
    private int Begin(ReadOnlySpan<char> word, ref int[] symbols)
    {
        var count = 0;
        var unknownBefore = false;
        for (var at = 0; at < word.Length;)
        {
            Rune.DecodeFromUtf16(word[at..], out _, out var length);
            var character = word.Slice(at, length);
            var isFirst = at == 0;
            at += length;
            if (count + 64 > symbols.Length) Grow(ref symbols, count);
            if (TryFind(character, isFirst, at == word.Length, out var id))
            {
                symbols[count++] = id;
                unknownBefore = false;
            }
            else if (AddBytes(character, isFirst, at == word.Length, symbols, ref count))
            {
                unknownBefore = false;
            }
            else if (_file.Unknown is { } unknown)
            {
                if (!unknownBefore || !_file.FuseUnknown) symbols[count++] = unknown;
                unknownBefore = true;
            }
        }

        return count;
    }

    private static void Grow(ref int[] symbols, int count)
    {
        var larger = ArrayPool<int>.Shared.Rent(symbols.Length * 2);
        symbols.AsSpan(0, count).CopyTo(larger);
        ArrayPool<int>.Shared.Return(symbols);
        symbols = larger;
    }

    private bool TryFind(ReadOnlySpan<char> character, bool first, bool last, out int id)
    {
        if (_file.HasAffixes) return Vocabulary.TryFind(_file.Spell(character, first, last), out id);
        if (character.Length > 1) return Vocabulary.TryFind(character, out id);
        id = _characters[character[0]];
        return id >= 0;
    }

    private bool AddBytes(ReadOnlySpan<char> character, bool first, bool last, int[] symbols, ref int count)
    {
        if (_byteTokens is null) return false;

        var spelled = _file.HasAffixes ? _file.Spell(character, first, last) : character;
        Span<byte> bytes = stackalloc byte[64];
        if (!Encoding.UTF8.TryGetBytes(spelled, bytes, out var length)) return false;
        foreach (var octet in bytes[..length])
        {
            if (_byteTokens[octet] < 0) return false;
        }

        foreach (var octet in bytes[..length]) symbols[count++] = _byteTokens[octet];
        return true;
    }
}
