using System.Text;
using Andamento.Inference.LanguageModels.Answers;

namespace Andamento.Inference.LanguageModels.Tools;

/// <summary>
/// A text that a grammar holds to <c>{"name": "...", "arguments": {...}}</c>: the name is told as soon as it is known, and the
/// arguments as they come, without the last brace.
/// </summary>
internal sealed class ForcedCall : IAnswerText
{
    private const string BeforeArguments = "\"arguments\":";

    private readonly StringBuilder _start = new();
    private bool _inArguments;
    private char? _held;

    public bool Called => _inArguments;

    public void Push(string text, IAnswerSink sink)
    {
        if (_inArguments)
        {
            PushArguments(text, sink);
            return;
        }

        // Names are letters, digits, _ and -, so neither quotes nor this mark can stand in one.
        var start = _start.Append(text).ToString();
        var at = start.IndexOf(BeforeArguments, StringComparison.Ordinal);
        if (at < 0) return;

        _inArguments = true;
        sink.Call(start.Split('"')[3]);
        PushArguments(start[(at + BeforeArguments.Length)..], sink);
    }

    public void Finish(IAnswerSink sink)
    {
        // Cut off by the limit before its end: the last character is no closing brace of ours.
        if (_held is { } last and not '}') sink.Arguments(last.ToString());
    }

    private void PushArguments(string text, IAnswerSink sink)
    {
        if (_held is null) text = text.TrimStart(' ');
        if (text.Length == 0) return;

        var part = _held + text[..^1];
        _held = text[^1];
        if (part.Length > 0) sink.Arguments(part);
    }
}
