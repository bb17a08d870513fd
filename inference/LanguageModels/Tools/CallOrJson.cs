using System.Text;
using Andamento.Inference.LanguageModels.Answers;

namespace Andamento.Inference.LanguageModels.Tools;

/// <summary>
/// A text that a grammar holds to a call, <c>{"name": "...", "arguments": {...}}</c>, or to other JSON. Which of the two it is, its
/// beginning tells; until then it waits.
/// </summary>
internal sealed class CallOrJson(IReadOnlySet<string> functions) : IAnswerText
{
    private readonly string[] _openings = [.. functions.Select(name => $$"""{"name":"{{name}}","arguments":""")];
    private readonly StringBuilder _start = new();
    private IAnswerText? _text;

    public bool Called => _text?.Called is true;

    public void Push(string text, IAnswerSink sink)
    {
        if (_text is null)
        {
            text = _start.Append(text).ToString();
            _text = Decide(text);
        }

        _text?.Push(text, sink);
    }

    public void Finish(IAnswerSink sink)
    {
        if (_text is null && _start.Length > 0) sink.Text(_start.ToString());
        _text?.Finish(sink);
    }

    private IAnswerText? Decide(string start)
    {
        var waits = false;
        foreach (var opening in _openings)
        {
            if (Begins(start, opening) is not { } decided) waits = true;
            else if (decided) return new ForcedCall();
        }

        return waits ? null : new PlainText();
    }

    /// <summary>Whether a text begins so, but for a space behind a comma or a colon; null when it is too short to tell.</summary>
    private static bool? Begins(string text, string opening)
    {
        var at = 0;
        for (var i = 0; i < opening.Length; i++, at++)
        {
            if (i > 0 && opening[i - 1] is ':' or ',' && at < text.Length && text[at] == ' ') at++;
            if (at == text.Length) return null;
            if (text[at] != opening[i]) return false;
        }

        return true;
    }
}
