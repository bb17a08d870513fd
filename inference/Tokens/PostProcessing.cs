namespace Andamento.Inference.Tokens;

/// <summary>The marks around a text, as the <c>post_processor</c> of a <c>tokenizer.json</c> says.</summary>
/// <param name="Before">Ids before the text.</param>
/// <param name="After">Ids after the text.</param>
internal sealed record PostProcessing(int[] Before, int[] After)
{
    public static PostProcessing None { get; } = new([], []);

    /// <exception cref="FormatException">It is of a kind that is not known here.</exception>
    public static PostProcessing Read(FilePart part) => part.Type switch
    {
        "TemplateProcessing" => Template(part),
        "BertProcessing" or "RobertaProcessing" => new([Pair(part, "cls")], [Pair(part, "sep")]),
        "ByteLevel" => None, // it only moves offsets
        "Sequence" => part.Parts("processors").Select(Read).Aggregate(
            None, (inner, outer) => new([.. outer.Before, .. inner.Before], [.. inner.After, .. outer.After])),
        _ => throw part.Unknown("post_processor"),
    };

    private static int Pair(FilePart part, string name) => part.Json.GetProperty(name)[1].GetInt32();

    private static PostProcessing Template(FilePart part)
    {
        List<int> before = [], after = [];
        var reached = false;
        foreach (var piece in part.Parts("single"))
        {
            if (piece.Part("SpecialToken") is { } mark) (reached ? after : before).AddRange(Ids(part, mark.Text("id")!));
            else if (piece.Part("Sequence") is null) throw new FormatException("its template has a piece of an unknown kind");
            else if (reached) throw new FormatException("its template has the text twice");
            else reached = true;
        }

        return reached ? new([.. before], [.. after]) : throw new FormatException("its template lacks the text");
    }

    private static IEnumerable<int> Ids(FilePart part, string mark) =>
        part.Part("special_tokens")?.Part(mark) is { } token
            ? token.Json.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())
            : throw new FormatException($"its template has the mark '{mark}', which it does not tell");
}
