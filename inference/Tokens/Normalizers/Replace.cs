using System.Text;

namespace Andamento.Inference.Tokens.Normalizers;

/// <summary>Replaces a string, or what a pattern finds.</summary>
internal sealed class Replace : INormalizer
{
    private readonly string? _text;
    private readonly TextPattern? _pattern;
    private readonly string _content;

    private Replace(string? text, TextPattern? pattern, string content) => (_text, _pattern, _content) = (text, pattern, content);

    /// <summary>The string it looks for, or null where it has a pattern.</summary>
    public string? Text => _text;

    public static Replace Read(FilePart part)
    {
        var text = part.Part("pattern")?.Text("String");
        return new(
            string.IsNullOrEmpty(text) ? null : text, string.IsNullOrEmpty(text) ? TextPattern.Read(part) : null, part.Text("content") ?? "");
    }

    public string Normalize(string text)
    {
        if (_text is not null) return text.Replace(_text, _content, StringComparison.Ordinal);

        var found = new List<Range>();
        _pattern!.Find(text, found);
        if (found.Count is 0) return text;

        var replaced = new StringBuilder(text.Length);
        var at = 0;
        foreach (var range in found)
        {
            replaced.Append(text, at, range.Start.Value - at).Append(_content);
            at = range.End.Value;
        }

        return replaced.Append(text, at, text.Length - at).ToString();
    }
}
