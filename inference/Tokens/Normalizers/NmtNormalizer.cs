namespace Andamento.Inference.Tokens.Normalizers;

/// <summary>Drops control characters and makes odd spaces plain, as SentencePiece does for translation.</summary>
internal sealed record NmtNormalizer : INormalizer
{
    public string Normalize(string text)
    {
        var kept = new char[text.Length];
        var count = 0;
        foreach (var character in text)
        {
            if (!IsDropped(character)) kept[count++] = IsSpace(character) ? ' ' : character;
        }

        return new string(kept, 0, count);
    }

    private static bool IsDropped(char character) => character
        is (>= '\u0001' and <= '\u0008') or '\u000B' or (>= '\u000E' and <= '\u001F') or '\u007F' or '\u008F' or '\u009F';

    private static bool IsSpace(char character) => character
        is '\u0009' or '\u000A' or '\u000C' or '\u000D' or '\u1680' or (>= '\u200B' and <= '\u200F')
        or '\u2028' or '\u2029' or '\u2581' or '\uFEFF' or '\uFFFD';
}
