namespace Andamento.Api.Invocations;

/// <summary>A top-level member that is for us and not for the model: where it stands in the body.</summary>
/// <param name="Member">Which one.</param>
/// <param name="Start">Of its name's opening quote.</param>
/// <param name="Value">Where its value begins.</param>
/// <param name="End">After its value.</param>
internal readonly record struct BodyCut(BodyMembers Member, int Start, int Value, int End);

/// <summary>Takes members out of a body. Pure; the other bytes stay as they are.</summary>
internal static class BodyCuts
{
    /// <summary>The body without these members; the body itself when there are none.</summary>
    /// <param name="body">A JSON object.</param>
    /// <param name="cuts">In the order in which they stand; null for none.</param>
    public static byte[] Apply(byte[] body, IReadOnlyList<BodyCut>? cuts)
    {
        if (cuts is null) return body;

        var rest = new byte[body.Length];
        var (kept, from) = (0, 0);
        foreach (var cut in cuts)
        {
            kept += Copy(body.AsSpan(from..cut.Start), rest, kept);
            from = SkipSpace(body, cut.End);
            if (body[from] is (byte)',') from++;
            else kept = TrimComma(rest.AsSpan(0, kept)); // it was the last member
        }

        kept += Copy(body.AsSpan(from), rest, kept);
        return rest[..kept];
    }

    private static int Copy(ReadOnlySpan<byte> piece, byte[] rest, int at)
    {
        piece.CopyTo(rest.AsSpan(at));
        return piece.Length;
    }

    private static int SkipSpace(ReadOnlySpan<byte> body, int at)
    {
        while (IsSpace(body[at])) at++;

        return at;
    }

    private static int TrimComma(ReadOnlySpan<byte> kept)
    {
        var length = kept.Length;
        while (IsSpace(kept[length - 1])) length--;

        return kept[length - 1] is (byte)',' ? length - 1 : length;
    }

    private static bool IsSpace(byte octet) => octet is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t';
}
