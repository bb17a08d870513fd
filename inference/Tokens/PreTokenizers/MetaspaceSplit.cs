namespace Andamento.Inference.Tokens.PreTokenizers;

/// <summary>Writes spaces as a visible sign (U+2581), puts one before the text, and cuts before each.</summary>
internal sealed class MetaspaceSplit : IPreTokenizer
{
    private readonly char _sign;
    private readonly bool _split;
    private readonly Prepending _prepending;

    private MetaspaceSplit(char sign, Prepending prepending, bool split) => (_sign, _prepending, _split) = (sign, prepending, split);

    private enum Prepending
    {
        Always,
        First,
        Never,
    }

    public static MetaspaceSplit Read(FilePart part)
    {
        // Older files say add_prefix_space instead.
        var scheme = part.Text("prepend_scheme") ?? (part.Flag("add_prefix_space", true) ? "always" : "never");
        var prepending = scheme switch
        {
            "always" => Prepending.Always,
            "first" => Prepending.First,
            "never" => Prepending.Never,
            _ => throw new FormatException($"its Metaspace has the prepend_scheme '{scheme}', which is not known here"),
        };
        return new(part.Character("replacement", '\u2581'), prepending, part.Flag("split", true));
    }

    public void Split(List<Piece> pieces, List<Piece> into)
    {
        var length = pieces.Count;
        foreach (var piece in pieces) length += piece.Text.Length;
        var all = new char[length];
        var at = 0;
        foreach (var piece in pieces)
        {
            var start = at;
            if (IsPrepended(piece)) all[at++] = _sign;
            piece.Text.Span.Replace(all.AsSpan(at), ' ', _sign);
            at += piece.Text.Length;
            Add(new(all.AsMemory(start, at - start), piece.First), into);
        }
    }

    private bool IsPrepended(in Piece piece) =>
        (_prepending is Prepending.Always || _prepending is Prepending.First && piece.First)
        && piece.Text.Span[0] is not ' ' and var first && first != _sign;

    private void Add(in Piece piece, List<Piece> into)
    {
        var text = piece.Text.Span;
        var start = 0;
        while (_split && start < text.Length && text[(start + 1)..].IndexOf(_sign) is >= 0 and var next)
        {
            into.Add(piece.Slice(start, start + 1 + next));
            start += 1 + next;
        }

        into.Add(piece.Slice(start, text.Length));
    }
}
