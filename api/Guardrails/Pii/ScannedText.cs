namespace Andamento.Api.Guardrails.Pii;

/// <summary>A text, or as much of it as is here.</summary>
/// <param name="text">What is here.</param>
/// <param name="complete">Nothing more comes.</param>
internal readonly ref struct ScannedText(ReadOnlySpan<char> text, bool complete)
{
    private readonly ReadOnlySpan<char> _text = text;
    private readonly bool _complete = complete;

    /// <summary>Characters that are here.</summary>
    public int Length => _text.Length;

    /// <summary>The character at a place; NUL outside the text, which is part of nothing that is looked for.</summary>
    public char this[int at] => (uint)at < (uint)_text.Length ? _text[at] : '\0';

    /// <summary>True for a place that is not here yet.</summary>
    public bool IsOpen(int at) => at >= _text.Length && !_complete;

    /// <summary>Part of the text.</summary>
    public ReadOnlySpan<char> Slice(int start, int end) => _text[start..end];
}

/// <summary>What a detector says about one place of a text.</summary>
/// <param name="End">Where what it found ends; 0 for nothing.</param>
/// <param name="IsUndecided">It depends on text that is not here yet.</param>
internal readonly record struct Probe(int End, bool IsUndecided)
{
    /// <summary>Nothing begins here.</summary>
    public static Probe Nothing => default;

    /// <summary>More text may make something of it.</summary>
    public static Probe Undecided => new(0, IsUndecided: true);

    /// <summary>Something begins here and ends before <paramref name="end"/>.</summary>
    public static Probe Until(int end) => new(end, IsUndecided: false);
}
