namespace Andamento.Inference.Tokens.PreTokenizers;

/// <summary>What becomes of the places where a piece is cut.</summary>
internal enum SplitBehavior
{
    /// <summary>They vanish.</summary>
    Removed,

    /// <summary>Each is a piece of its own.</summary>
    Isolated,

    /// <summary>Each belongs to what stands before it.</summary>
    MergedWithPrevious,

    /// <summary>Each belongs to what follows it.</summary>
    MergedWithNext,

    /// <summary>Neighbours are one piece.</summary>
    Contiguous,
}

/// <summary>Cuts a piece where something was found.</summary>
internal static class Cuts
{
    /// <summary>A part of a piece, and whether it is a cut.</summary>
    public readonly record struct Part(int Start, int End, bool IsCut);

    /// <summary>Appends the pieces that parts make; the parts cover the piece, in order.</summary>
    public static void Apply(in Piece piece, List<Part> parts, SplitBehavior behavior, List<Piece> into)
    {
        var start = 0;
        for (var i = 0; i < parts.Count; i++)
        {
            var part = parts[i];
            if (i + 1 < parts.Count && Joined(parts, i, behavior)) continue;
            if (part.End > start && !(behavior is SplitBehavior.Removed && part.IsCut)) into.Add(piece.Slice(start, part.End));
            start = part.End;
        }
    }

    // Whether a part and the next one stay together.
    private static bool Joined(List<Part> parts, int at, SplitBehavior behavior)
    {
        var (here, next) = (parts[at].IsCut, parts[at + 1].IsCut);
        return behavior switch
        {
            SplitBehavior.MergedWithPrevious => !here && next,
            SplitBehavior.MergedWithNext => here && !next,
            SplitBehavior.Contiguous => here == next,
            _ => false,
        };
    }
}
