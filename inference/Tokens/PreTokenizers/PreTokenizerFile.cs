using System.Text;
using Andamento.Inference.Tokens.Unicode;

namespace Andamento.Inference.Tokens.PreTokenizers;

/// <summary>Reads the <c>pre_tokenizer</c> of a <c>tokenizer.json</c>.</summary>
internal static class PreTokenizerFile
{
    /// <summary>The steps, in order.</summary>
    /// <exception cref="FormatException">One is of a kind that is not known here.</exception>
    public static IEnumerable<IPreTokenizer> Read(FilePart part) => part.Type switch
    {
        "Sequence" => part.Parts("pretokenizers").SelectMany(Read),
        "ByteLevel" => ByteLevel(part),
        "Split" => [PatternSplit.Read(part)],
        "Metaspace" => [MetaspaceSplit.Read(part)],
        "Whitespace" => [new WordSplit()],
        "WhitespaceSplit" => [new KindSplit(Rune.IsWhiteSpace, SplitBehavior.Removed)],
        "BertPreTokenizer" =>
        [
            new KindSplit(Rune.IsWhiteSpace, SplitBehavior.Removed),
            new KindSplit(RuneKinds.IsPunctuation, SplitBehavior.Isolated),
        ],
        "Punctuation" => [new KindSplit(RuneKinds.IsPunctuation, Behavior(part, SplitBehavior.Isolated))],
        "Digits" => [new KindSplit(
            RuneKinds.IsNumber, part.Flag("individual_digits") ? SplitBehavior.Isolated : SplitBehavior.Contiguous)],
        "CharDelimiterSplit" => [Delimiter(part)],
        _ => throw part.Unknown("pre_tokenizer"),
    };

    /// <summary>What becomes of the cuts, as the part says.</summary>
    public static SplitBehavior Behavior(FilePart part, SplitBehavior? otherwise = null)
    {
        var said = part.Text("behavior");
        if (said is null && otherwise is { } given) return given;
        return Enum.TryParse<SplitBehavior>(said, out var behavior)
            ? behavior
            : throw new FormatException($"its {part.Type} has the behavior '{said}', which is not known here");
    }

    private static IEnumerable<IPreTokenizer> ByteLevel(FilePart part)
    {
        if (part.Flag("add_prefix_space", true)) yield return new SpaceBefore();
        if (part.Flag("use_regex", true)) yield return PatternSplit.Gpt2;
        yield return new ByteSpelling();
    }

    private static KindSplit Delimiter(FilePart part)
    {
        var delimiter = new Rune(part.Character("delimiter", ' '));
        return new(rune => rune == delimiter, SplitBehavior.Removed);
    }
}
