namespace Andamento.Inference.Tokens.Subwords;

/// <summary>Turns a piece of text into tokens of a vocabulary. Safe for concurrent use.</summary>
internal interface ISubwords
{
    /// <summary>The tokens it knows.</summary>
    Vocabulary Vocabulary { get; }

    /// <summary>Appends the tokens of a piece that is not empty.</summary>
    void Encode(ReadOnlySpan<char> piece, List<int> ids);
}
