using System.Text;
using Andamento.Api.Guardrails.Pii;
using Andamento.Gateway;

namespace Andamento.Api.Guardrails.Streams;

/// <summary>
/// One text that arrives in pieces. What may turn out to be part of a keyword or of personal data is held back until that is
/// decided, so that nothing is sent that a whole text would not have shown.
/// </summary>
/// <remarks>What is held is bounded: by the longest keyword, and by how far a detector looks ahead.</remarks>
internal sealed class HeldText(GuardrailFindings findings)
{
    private readonly TextChecks _checks = findings.Checks;
    private string _text = ""; // what was let go last, for the detectors to look back at; then what is held
    private int _from; // where what is held begins

    /// <summary>Takes a piece in.</summary>
    /// <param name="piece">The piece.</param>
    /// <param name="complete">Nothing more comes, or not soon: everything is decided now.</param>
    /// <returns>What may be sent, masked; nothing once the findings say that the text is blocked.</returns>
    public string Push(string piece, bool complete)
    {
        _text += piece;
        var overlap = (_checks.Keywords?.Longest ?? 1) - 1;
        if (_checks.Keywords?.AreIn(_text.AsSpan(Math.Max(0, _from - overlap))) is true) findings.Block(GuardrailKind.Keyword);

        var limit = complete ? _text.Length : Math.Max(_from, _text.Length - overlap);
        var released = new StringBuilder(piece.Length);
        var stop = Mask(released, limit, complete);
        if (findings.Blocked is not null) return "";

        stop = KeepPairs(Math.Max(_from, Math.Min(stop, limit)), complete);
        released.Append(_text, _from, stop - _from);
        LetGo(stop);
        return released.ToString();
    }

    /// <summary>Masks what is found before a limit.</summary>
    /// <returns>Where the undecided, or something found that reaches over the limit, begins.</returns>
    private int Mask(StringBuilder released, int limit, bool complete)
    {
        if (_checks.Pii is PiiBehavior.None) return _text.Length;

        var text = new ScannedText(_text, complete);
        while (findings.Blocked is null)
        {
            var find = PiiScanner.Next(text, _from);
            if (find.Kind is PiiKinds.None) return find.Start;

            findings.Found(find.Kind, _checks.Pii);
            if (find.End > limit) return find.Start;

            released.Append(_text, _from, find.Start - _from).Append(PiiLabels.Of(find.Kind));
            _from = find.End;
        }

        return _from;
    }

    // Half of a surrogate pair is no text.
    private int KeepPairs(int stop, bool complete) =>
        stop > _from && char.IsHighSurrogate(_text[stop - 1]) && (!complete || stop < _text.Length) ? stop - 1 : stop;

    private void LetGo(int stop)
    {
        var kept = Math.Max(0, stop - Math.Max(PiiScanner.LookBehind, _checks.Keywords?.Longest ?? 0));
        _text = _text[kept..];
        _from = stop - kept;
    }
}
