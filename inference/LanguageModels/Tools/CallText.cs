using System.Text;
using Andamento.Inference.LanguageModels.Answers;

namespace Andamento.Inference.LanguageModels.Tools;

/// <summary>
/// A text that may hold calls. Words go on at once; what may be the beginning of a call waits until it is one or is none. An answer
/// that begins with a brace may be a call without marks, so it waits for its end. What turns out to be no call is words.
/// </summary>
internal sealed class CallText(IReadOnlySet<string> functions) : IAnswerText
{
    private readonly StringBuilder _call = new();
    private StopTexts _openings = new(CallMarks.Openings);
    private string _before = "";
    private bool _begun;
    private (string Open, string? Close)? _mark;
    private bool _bare;

    public bool Called { get; private set; }

    public void Push(string text, IAnswerSink sink)
    {
        while (text.Length > 0)
        {
            if (!_begun)
            {
                _before += text;
                text = _before.TrimStart();
                if (text.Length == 0) return;

                (_begun, _bare) = (true, text[0] == '{');
                if (!_bare) text = _before;
                _before = "";
            }

            text = _bare || _mark is not null ? Collect(text, sink) : Words(text, sink);
        }
    }

    public void Finish(IAnswerSink sink)
    {
        if (_bare) EndCall("", "", sink);
        else if (_mark is { } mark) EndCall(mark.Open, "", sink);
        else if (_before + _openings.Rest is { Length: > 0 } rest && !(Called && string.IsNullOrWhiteSpace(rest))) sink.Text(rest);
    }

    // Gives what stands behind the opening of a call, if there is one.
    private string Words(string text, IAnswerSink sink)
    {
        var words = _openings.Push(text);
        if (words.Length > 0 && !(_openings.Found is not null && string.IsNullOrWhiteSpace(words))) sink.Text(words);
        if (_openings.Found is not { } open) return "";

        _mark = CallMarks.All.First(mark => mark.Open == open);
        var rest = _openings.Rest;
        _openings = new(CallMarks.Openings);
        return rest;
    }

    // Gives what stands behind the end of a call, if there is one.
    private string Collect(string text, IAnswerSink sink)
    {
        _call.Append(text);
        if (_mark is not { Close: { } close, Open: var open }) return "";

        // Only what is new may end it, together with the beginning of the mark that may stand before.
        var from = Math.Max(0, _call.Length - text.Length - close.Length + 1);
        var tail = _call.ToString(from, _call.Length - from);
        var at = tail.IndexOf(close, StringComparison.Ordinal);
        if (at < 0) return "";

        _call.Length = from + at;
        EndCall(open, close, sink);
        (_mark, _begun) = (null, false); // white space between calls is dropped with the next one
        return tail[(at + close.Length)..];
    }

    private void EndCall(string open, string close, IAnswerSink sink)
    {
        var text = _call.ToString();
        _call.Clear();
        if (CalledFunctions.Read(text, functions) is { } calls)
        {
            foreach (var (name, arguments) in calls)
            {
                sink.Call(name);
                sink.Arguments(arguments);
            }

            Called = true;
        }
        else
        {
            sink.Text(open + text + close);
        }
    }
}
