namespace Andamento.Inference.Tokens.PreTokenizers;

/// <summary>Cuts where a pattern is found, or with <c>invert</c> where it is not.</summary>
internal sealed class PatternSplit(TextPattern pattern, SplitBehavior behavior, bool invert) : IPreTokenizer
{
    private static readonly Lazy<PatternSplit> Words = new(() => new(
        TextPattern.Of(@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"),
        SplitBehavior.Isolated, invert: false));

    /// <summary>The words of GPT-2, which byte-level tokenizers cut by unless they say otherwise.</summary>
    public static PatternSplit Gpt2 => Words.Value;

    public static PatternSplit Read(FilePart part) =>
        new(TextPattern.Read(part), PreTokenizerFile.Behavior(part), part.Flag("invert"));

    public void Split(List<Piece> pieces, List<Piece> into)
    {
        var found = new List<Range>();
        var parts = new List<Cuts.Part>();
        foreach (var piece in pieces)
        {
            found.Clear();
            parts.Clear();
            pattern.Find(piece.Text.Span, found);
            var at = 0;
            foreach (var range in found)
            {
                var (start, end) = (range.Start.Value, range.End.Value);
                if (at < start) parts.Add(new(at, start, invert));
                parts.Add(new(start, end, !invert));
                at = end;
            }

            if (at < piece.Text.Length) parts.Add(new(at, piece.Text.Length, invert));
            Cuts.Apply(piece, parts, behavior, into);
        }
    }
}
