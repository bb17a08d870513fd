namespace Andamento.Inference.Tokens.PreTokenizers;

/// <summary>Cuts text into the pieces that no token crosses. Immutable, and safe for concurrent use.</summary>
internal interface IPreTokenizer
{
    /// <summary>Appends the pieces of some pieces, in order, none of them empty.</summary>
    void Split(List<Piece> pieces, List<Piece> into);
}

/// <summary>A piece of a text.</summary>
/// <param name="Text">Its characters.</param>
/// <param name="First">Whether the whole text begins with it.</param>
internal readonly record struct Piece(ReadOnlyMemory<char> Text, bool First)
{
    /// <summary>A part of this piece.</summary>
    public Piece Slice(int start, int end) => new(Text[start..end], First && start is 0);
}
