using System.Buffers;

namespace Andamento.Api.Guardrails.Pii;

/// <summary>Words whose company makes a bare number personal.</summary>
internal sealed class NearbyWords(params string[] words)
{
    /// <summary>How far before a number a word may stand, in characters.</summary>
    public const int Reach = 40;

    private readonly SearchValues<string> _words = SearchValues.Create(words, StringComparison.OrdinalIgnoreCase);

    /// <summary>True when one of the words stands shortly before a place.</summary>
    public bool Precede(in ScannedText text, int at) =>
        text.Slice(Math.Max(0, at - Reach), at).ContainsAny(_words);
}
