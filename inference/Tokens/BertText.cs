using System.Globalization;
using System.Text;

namespace Andamento.Inference.Tokens;

/// <summary>How a BERT tokenizer prepares text, as its <c>tokenizer.json</c> says under <c>normalizer</c>.</summary>
/// <param name="CleanText">Drops control characters and makes every kind of space one.</param>
/// <param name="SpaceIdeographs">Puts spaces around Chinese characters.</param>
/// <param name="StripAccents">Drops accents.</param>
/// <param name="Lowercase">Lowercases.</param>
internal sealed record BertText(bool CleanText, bool SpaceIdeographs, bool StripAccents, bool Lowercase)
{
    /// <summary>The characters a word is looked up by.</summary>
    public string Normalize(ReadOnlySpan<char> text)
    {
        var cleaned = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (CleanText && IsDropped(rune)) continue;
            if (CleanText && Rune.IsWhiteSpace(rune)) cleaned.Append(' ');
            else if (SpaceIdeographs && IsIdeograph(rune.Value)) Append(cleaned.Append(' '), rune).Append(' ');
            else Append(cleaned, rune);
        }

        return Lowercase ? Lower(cleaned) : cleaned.ToString();
    }

    /// <summary>Punctuation stands alone. All ASCII symbols count as punctuation.</summary>
    public static bool IsPunctuation(Rune rune) => rune.IsAscii
        ? rune.Value > ' ' && rune.Value < 0x7F && !char.IsAsciiLetterOrDigit((char)rune.Value)
        : Rune.IsPunctuation(rune);

    private StringBuilder Append(StringBuilder text, Rune rune)
    {
        if (StripAccents) Accents.AppendStripped(text, rune);
        else text.Append(rune);
        return text;
    }

    // After the accents: what is taken apart may hold an upper-case letter.
    private static string Lower(StringBuilder text)
    {
        var lower = new StringBuilder(text.Length);
        foreach (var rune in text.ToString().EnumerateRunes()) lower.Append(Rune.ToLowerInvariant(rune));
        return lower.ToString();
    }

    private static bool IsDropped(Rune rune) => rune.Value switch
    {
        '\t' or '\n' or '\r' => false,
        0 or 0xFFFD => true,
        _ => Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse,
    };

    private static bool IsIdeograph(int point) => point
        is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0xF900 and <= 0xFAFF)
        or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F) or (>= 0x2B740 and <= 0x2B81F)
        or (>= 0x2B820 and <= 0x2CEAF) or (>= 0x2F800 and <= 0x2FA1F);
}
