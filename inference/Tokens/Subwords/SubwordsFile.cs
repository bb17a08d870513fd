namespace Andamento.Inference.Tokens.Subwords;

/// <summary>Reads the <c>model</c> of a <c>tokenizer.json</c>.</summary>
internal static class SubwordsFile
{
    /// <exception cref="FormatException">It is broken, or of a kind that is not known here.</exception>
    public static ISubwords Read(FilePart part) => (part.Text("type") ?? Guess(part)) switch
    {
        "BPE" => BytePairs.Read(part),
        "Unigram" => Unigram.Read(part),
        "WordPiece" => WordPieces.Read(part),
        "WordLevel" => WholeWords.Read(part),
        _ => throw part.Unknown("model"),
    };

    // Old files do not say what they are.
    private static string Guess(FilePart part) =>
        part.Part("merges") is not null ? "BPE"
        : part.Part("unk_id") is not null ? "Unigram"
        : part.Part("continuing_subword_prefix") is not null ? "WordPiece"
        : part.Type;
}
