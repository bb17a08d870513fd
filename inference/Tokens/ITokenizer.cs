namespace Andamento.Inference.Tokens;

/// <summary>Texts to tokens and back, as a <c>tokenizer.json</c> says. Immutable, and safe for concurrent use.</summary>
internal interface ITokenizer
{
    /// <summary>One more than the largest id.</summary>
    int Size { get; }

    /// <summary>The ids of a text.</summary>
    /// <param name="text">Well-formed UTF-16. Marks that stand in it are taken as marks, as the reference does.</param>
    /// <param name="withMarks">Adds what the file's post-processor puts around a text.</param>
    int[] Encode(string text, bool withMarks);

    /// <summary>The id of a token as the file spells it, or null.</summary>
    int? Find(string token);

    /// <summary>Whether an id is a mark that people never see, such as the end of a turn.</summary>
    bool IsMark(int id);

    /// <summary>
    /// What an id adds in the middle of a text, in UTF-8; it may be part of a character. Empty for marks and for unknown ids.
    /// </summary>
    ReadOnlySpan<byte> BytesOf(int id);

    /// <summary>Begins to turn ids back into text, one by one.</summary>
    ITokenText Decode();
}

/// <summary>Text that grows by tokens. It is one sequence's, so never used twice at once.</summary>
internal interface ITokenText
{
    /// <summary>Adds a token and gives the text that is certain now: never half a character. Marks give nothing.</summary>
    string Push(int id);

    /// <summary>The rest at the end; bytes that never became a character are U+FFFD.</summary>
    string Finish();
}
