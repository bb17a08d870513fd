using System.Text;
using Andamento.Inference.Tokens;

namespace Andamento.Tests.Unit.Inference.Constraints;

/// <summary>Every byte is a token; then come words, then marks. Texts are cut greedily into the longest words.</summary>
internal sealed class ToyTokenizer : ITokenizer
{
    private readonly List<byte[]> _tokens = [.. Enumerable.Range(0, 256).Select(value => new[] { (byte)value })];
    private readonly Dictionary<string, int> _marks = [];

    public ToyTokenizer(IEnumerable<string> words, params string[] marks)
        : this(words.Select(Encoding.UTF8.GetBytes), marks)
    {
    }

    public ToyTokenizer(IEnumerable<byte[]> words, params string[] marks)
    {
        _tokens.AddRange(words);
        foreach (var mark in marks)
        {
            _marks[mark] = _tokens.Count;
            _tokens.Add([]);
        }
    }

    /// <summary>Words that cross the borders of JSON's parts, and parts of characters.</summary>
    public static ToyTokenizer Json { get; } = new(
        (byte[][])
        [
            .. ((string[])["{\"", "\":", "\": ", "\",", "\", \"", "\"}", "}}", "]}", "},{", "[]", "{}", "[[", "name", " name", "true", "false", "null",
                "12", "3.1", "-1", "e+", "\\n", "\\u00", "\\ud83d", "\\ude00", "\",\"b\":", "a\":", "hello world", "\n", "  ", "été", "2024-02-2"]).Select(Encoding.UTF8.GetBytes),
            [0xF0, 0x9F], [0x98, 0x80], [0xC3], [0xA9, (byte)'"'],
        ],
        "<end>");

    public int End => Find("<end>")!.Value;

    public int Size => _tokens.Count;

    public int[] Encode(string text, bool withMarks)
    {
        var ids = new List<int>();
        var bytes = Encoding.UTF8.GetBytes(text).AsSpan();
        while (!bytes.IsEmpty)
        {
            var best = (int)bytes[0];
            for (var id = 256; id < Size; id++)
            {
                if (_tokens[id].Length > _tokens[best].Length && bytes.StartsWith(_tokens[id])) best = id;
            }

            ids.Add(best);
            bytes = bytes[_tokens[best].Length..];
        }

        return [.. ids];
    }

    public int? Find(string token) => _marks.TryGetValue(token, out var id) ? id : null;

    public bool IsMark(int id) => _marks.ContainsValue(id);

    public ReadOnlySpan<byte> BytesOf(int id) => _tokens[id];

    public ITokenText Decode() => new Text(this);

    private sealed class Text(ToyTokenizer tokenizer) : ITokenText
    {
        private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();

        public string Push(int id) => Decode(tokenizer.BytesOf(id), flush: false);

        public string Finish() => Decode([], flush: true);

        private string Decode(ReadOnlySpan<byte> bytes, bool flush)
        {
            var chars = new char[bytes.Length + 4];
            return new(chars, 0, _decoder.GetChars(bytes, chars, flush));
        }
    }
}
