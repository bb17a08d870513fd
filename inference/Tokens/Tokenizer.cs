using System.Text;
using Andamento.Inference.Tokens.Decoders;
using Andamento.Inference.Tokens.Normalizers;
using Andamento.Inference.Tokens.PreTokenizers;
using Andamento.Inference.Tokens.Subwords;

namespace Andamento.Inference.Tokens;

/// <summary>
/// A tokenizer made of parts. A text goes through them so: (1) added tokens are cut out; (2) what is left is normalized, and
/// (3) cut at added tokens that are looked for then; (4) the rest is cut into pieces, and (5) those into tokens; (6) marks are
/// put around it all.
/// </summary>
internal sealed class Tokenizer : ITokenizer
{
    private readonly AddedTokens _plain, _normalized;
    private readonly Dictionary<int, AddedToken> _added = [];
    private readonly Dictionary<string, int> _addedIds = new(StringComparer.Ordinal);
    private readonly INormalizer? _normalizer;
    private readonly IPreTokenizer[] _preTokenizers;
    private readonly ISubwords _subwords;
    private readonly PostProcessing _marks;
    private readonly Decoding _decoding;
    private readonly Lazy<(byte[] Bytes, int[] Ends)> _bytes;

    /// <exception cref="FormatException">A part is broken, or of a kind that is not known here.</exception>
    public Tokenizer(FilePart file)
    {
        _normalizer = file.Part("normalizer") is { } normalizer ? NormalizerFile.Read(normalizer) : null;
        _preTokenizers = file.Part("pre_tokenizer") is { } preTokenizer ? [.. PreTokenizerFile.Read(preTokenizer)] : [];
        _subwords = SubwordsFile.Read(file.Part("model") ?? throw new FormatException("it lacks 'model'"));
        _marks = file.Part("post_processor") is { } processor ? PostProcessing.Read(processor) : PostProcessing.None;
        _decoding = Decoding.Read(file.Part("decoder"));
        Size = _subwords.Vocabulary.Size;
        foreach (var token in file.Parts("added_tokens").Select(part => AddedToken.Read(part, _normalizer)))
        {
            if (token.Id < 0 || token.Id > Size + 1_000_000) throw new FormatException($"its added token '{token.Content}' has the id {token.Id}");
            if (token.Content.Length is 0) continue;
            _added[token.Id] = token;
            _addedIds[token.Content] = token.Id;
            Size = Math.Max(Size, token.Id + 1);
        }

        _plain = new([.. _added.Values.Where(token => !token.Normalized)]);
        _normalized = new([.. _added.Values.Where(token => token.Normalized)]);
        _bytes = new(SpellAll);
    }

    public int Size { get; }

    public int[] Encode(string text, bool withMarks)
    {
        var ids = new List<int>(text.Length / 4 + 8);
        if (withMarks) ids.AddRange(_marks.Before);
        Encode(text, ids, int.MaxValue);
        if (withMarks) ids.AddRange(_marks.After);
        return [.. ids];
    }

    /// <summary>The ids with the marks around them; what does not fit in <paramref name="maxLength"/> is cut off the text.</summary>
    public int[] EncodeCut(string text, int maxLength)
    {
        var ids = new List<int>(Math.Min(text.Length / 4 + 8, maxLength));
        ids.AddRange(_marks.Before);
        var room = Math.Max(maxLength - _marks.After.Length, ids.Count);
        Encode(text, ids, room);
        if (ids.Count > room) ids.RemoveRange(room, ids.Count - room);
        ids.AddRange(_marks.After);
        return [.. ids];
    }

    public int? Find(string token) => _addedIds.TryGetValue(token, out var id) ? id : _subwords.Vocabulary.Find(token);

    public bool IsMark(int id) => _added.TryGetValue(id, out var token) && token.Special;

    public ReadOnlySpan<byte> BytesOf(int id)
    {
        if ((uint)id >= (uint)Size) return [];

        var (bytes, ends) = _bytes.Value;
        var start = id is 0 ? 0 : ends[id - 1];
        return bytes.AsSpan(start, ends[id] - start);
    }

    public ITokenText Decode() => new TokenText(this, _decoding);

    /// <summary>A token as the decoder reads it; null for marks and for unknown ids.</summary>
    internal string? Decoded(int id) =>
        !_added.TryGetValue(id, out var added) ? _subwords.Vocabulary.TokenOf(id) : added.Special ? null : added.Decoded;

    private (byte[] Bytes, int[] Ends) SpellAll()
    {
        var bytes = new List<byte>(Size * 8);
        var ends = new int[Size];
        for (var id = 0; id < Size; id++)
        {
            if (Decoded(id) is { } token) bytes.AddRange(_decoding.BytesOf(token, first: false));
            ends[id] = bytes.Count;
        }

        return ([.. bytes], ends);
    }

    private void Encode(string text, List<int> ids, int enough)
    {
        text = WellFormed(text);
        var parts = new List<(int Start, int End, int Id)>();
        _plain.Split(text, parts); // 1
        foreach (var (start, end, id) in parts)
        {
            if (ids.Count >= enough) break;
            if (id >= 0) ids.Add(id);
            else EncodeSection(start is 0 && end == text.Length ? text : text[start..end], start is 0, ids, enough);
        }
    }

    private void EncodeSection(string section, bool first, List<int> ids, int enough)
    {
        var text = _normalizer?.Normalize(section) ?? section; // 2
        var parts = new List<(int Start, int End, int Id)>();
        _normalized.Split(text, parts); // 3
        foreach (var (start, end, id) in parts)
        {
            if (ids.Count >= enough) break;
            if (id >= 0) ids.Add(id);
            else EncodePieces(new(text.AsMemory(start..end), first && start is 0), ids, enough);
        }
    }

    private void EncodePieces(Piece whole, List<int> ids, int enough)
    {
        List<Piece> pieces = [whole], next = [];
        foreach (var preTokenizer in _preTokenizers) // 4
        {
            next.Clear();
            preTokenizer.Split(pieces, next);
            (pieces, next) = (next, pieces);
        }

        foreach (var piece in pieces) // 5
        {
            if (ids.Count >= enough) break;
            _subwords.Encode(piece.Text.Span, ids);
        }
    }

    // Half a character is none: it becomes U+FFFD, as it does wherever text becomes UTF-8.
    private static string WellFormed(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0) return text;

        var formed = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) formed.Append(rune);
        return formed.ToString();
    }
}
