using System.Text;
using Andamento.Inference.Tokens.Unicode;

namespace Andamento.Inference.Tokens.PreTokenizers;

/// <summary>Cuts into words and runs of signs; spaces vanish.</summary>
internal sealed class WordSplit : IPreTokenizer
{
    private enum Kind
    {
        Space,
        Word,
        Sign,
    }

    public void Split(List<Piece> pieces, List<Piece> into)
    {
        foreach (var piece in pieces)
        {
            var text = piece.Text.Span;
            var run = Kind.Space;
            var start = 0;
            for (var at = 0; at < text.Length;)
            {
                Rune.DecodeFromUtf16(text[at..], out var rune, out var length);
                var kind = KindOf(rune);
                if (kind != run)
                {
                    if (run is not Kind.Space) into.Add(piece.Slice(start, at));
                    (run, start) = (kind, at);
                }

                at += length;
            }

            if (run is not Kind.Space) into.Add(piece.Slice(start, text.Length));
        }
    }

    private static Kind KindOf(Rune rune) =>
        RuneKinds.IsWord(rune) ? Kind.Word : Rune.IsWhiteSpace(rune) ? Kind.Space : Kind.Sign;
}
