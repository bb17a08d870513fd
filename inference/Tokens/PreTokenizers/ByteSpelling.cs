using System.Text;

namespace Andamento.Inference.Tokens.PreTokenizers;

/// <summary>Spells each piece in bytes.</summary>
internal sealed class ByteSpelling : IPreTokenizer
{
    public void Split(List<Piece> pieces, List<Piece> into)
    {
        var length = 0;
        foreach (var piece in pieces) length += Encoding.UTF8.GetByteCount(piece.Text.Span);
        var all = new char[length];
        var at = 0;
        foreach (var piece in pieces)
        {
            var count = ByteAlphabet.Spell(piece.Text.Span, all.AsSpan(at));
            into.Add(new(all.AsMemory(at, count), piece.First));
            at += count;
        }
    }
}

/// <summary>Puts a space before a piece that has none.</summary>
internal sealed class SpaceBefore : IPreTokenizer
{
    public void Split(List<Piece> pieces, List<Piece> into)
    {
        foreach (var piece in pieces)
        {
            into.Add(piece.Text.Span[0] is ' ' ? piece : new(string.Concat(" ", piece.Text.Span).AsMemory(), piece.First));
        }
    }
}
