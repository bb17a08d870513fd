using System.Text;

namespace Andamento.Inference.Tokens.PreTokenizers;

/// <summary>Cuts at each character of a kind.</summary>
internal sealed class KindSplit(Func<Rune, bool> isCut, SplitBehavior behavior) : IPreTokenizer
{
    public void Split(List<Piece> pieces, List<Piece> into)
    {
        var parts = new List<Cuts.Part>();
        foreach (var piece in pieces)
        {
            parts.Clear();
            var text = piece.Text.Span;
            var start = 0;
            for (var at = 0; at < text.Length;)
            {
                Rune.DecodeFromUtf16(text[at..], out var rune, out var length);
                if (isCut(rune))
                {
                    if (start < at) parts.Add(new(start, at, IsCut: false));
                    parts.Add(new(at, at + length, IsCut: true));
                    start = at + length;
                }

                at += length;
            }

            if (start < text.Length) parts.Add(new(start, text.Length, IsCut: false));
            Cuts.Apply(piece, parts, behavior, into);
        }
    }
}
