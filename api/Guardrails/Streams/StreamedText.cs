using System.Text;
using Andamento.Api.Guardrails.Safety;
using Andamento.Api.Guardrails.Texts;
using Andamento.Serving;

namespace Andamento.Api.Guardrails.Streams;

/// <summary>One text of a streamed answer: what may be sent of it, and when.</summary>
/// <param name="place">Whose text it is.</param>
/// <param name="findings">Gets what is found.</param>
/// <param name="safety">Judges, if that is asked for.</param>
/// <param name="window">Characters that are judged together, with as many before them.</param>
internal sealed class StreamedText(TextPlace place, GuardrailFindings findings, ISafetyClassifier safety, int window)
{
    private const int MaxArguments = 4 * 1024 * 1024;

    private readonly HeldText _held = new(findings);
    private readonly StringBuilder _arguments = new();
    private readonly StringBuilder _unjudged = new();
    private string _judged = "";

    /// <summary>Whose text it is.</summary>
    public TextPlace Place => place;

    /// <summary>Takes a piece in.</summary>
    /// <param name="piece">The piece.</param>
    /// <param name="complete">Nothing more comes, or not soon: everything is decided now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What may be sent.</returns>
    public async ValueTask<string> PushAsync(string piece, bool complete, CancellationToken cancellationToken)
    {
        var passing = place.Form is TextForm.Json ? PushArguments(piece, complete) : _held.Push(piece, complete);
        if (!findings.Checks.Safety || findings.Blocked is not null) return passing;

        _unjudged.Append(passing);
        if (_unjudged.Length is 0 || (_unjudged.Length < window && !complete)) return "";

        var text = _unjudged.ToString();
        _unjudged.Clear();
        _judged += text;
        findings.Judged(await safety.ClassifyAsync(_judged, cancellationToken));
        if (_judged.Length > window) _judged = _judged[^window..];
        return findings.Blocked is null ? text : "";
    }

    // Of use to nobody before they are whole; and only then do they say what is a string in them and what a number.
    private string PushArguments(string piece, bool complete)
    {
        if (_arguments.Length + piece.Length > MaxArguments)
            throw new ServingException(FailureKind.UpstreamFailed, "The model's tool call is too long to be checked.");

        _arguments.Append(piece);
        if (!complete) return "";

        var whole = _arguments.ToString();
        _arguments.Clear();
        return findings.Inspect(place, whole);
    }
}
