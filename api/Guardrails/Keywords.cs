using System.Buffers;
using System.Collections.Immutable;

namespace Andamento.Api.Guardrails;

/// <summary>
/// Words that block wherever they stand in a text, also inside other words; compared without case. All are looked for at once, by
/// an automaton that is built once per config.
/// </summary>
internal sealed class Keywords
{
    private readonly SearchValues<string> _words;

    private Keywords(ImmutableArray<string> words)
    {
        _words = SearchValues.Create(words.AsSpan(), StringComparison.OrdinalIgnoreCase);
        Longest = words.Max(word => word.Length);
    }

    /// <summary>Characters of the longest one.</summary>
    public int Longest { get; }

    /// <summary>The automaton, or null when there are no words.</summary>
    public static Keywords? Of(ImmutableArray<string> words) => words.IsEmpty ? null : new(words);

    /// <summary>True when a text has one of them.</summary>
    public bool AreIn(ReadOnlySpan<char> text) => text.ContainsAny(_words);
}
