namespace Andamento.Inference.Tokens.Subwords;

/// <summary>A token for each word (WordLevel).</summary>
internal sealed class WholeWords(Vocabulary vocabulary, int? unknown) : ISubwords
{
    public Vocabulary Vocabulary => vocabulary;

    public static WholeWords Read(FilePart part)
    {
        var vocabulary = Vocabulary.Read(part.Json.GetProperty("vocab"));
        return new(vocabulary, vocabulary.Find(part.Text("unk_token") ?? "<unk>"));
    }

    public void Encode(ReadOnlySpan<char> piece, List<int> ids)
    {
        if (vocabulary.TryFind(piece, out var id)) ids.Add(id);
        else ids.Add(unknown ?? throw Unknown.Token());
    }
}

/// <summary>What a vocabulary without a token for the unknown cannot say.</summary>
internal static class Unknown
{
    public static ModelException Token() =>
        new(ModelFailure.BadInput, "The text has a character that this model's tokenizer has no token for.");
}
