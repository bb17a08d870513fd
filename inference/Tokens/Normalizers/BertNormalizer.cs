using System.Globalization;
using System.Text;
using Andamento.Inference.Tokens.Unicode;

namespace Andamento.Inference.Tokens.Normalizers;

/// <summary>How a BERT tokenizer prepares text.</summary>
/// <param name="CleanText">Drops control characters and makes every kind of space one.</param>
/// <param name="SpaceIdeographs">Puts spaces around Chinese characters.</param>
/// <param name="StripAccents">Takes characters apart and drops the accents.</param>
/// <param name="Lowercase">Lowercases.</param>
internal sealed record BertNormalizer(bool CleanText, bool SpaceIdeographs, bool StripAccents, bool Lowercase) : INormalizer
{
    public static BertNormalizer Read(FilePart part)
    {
        var lowercase = part.Flag("lowercase", true);
        return new(
            part.Flag("clean_text", true), part.Flag("handle_chinese_chars", true), part.Choice("strip_accents") ?? lowercase, lowercase);
    }

    public string Normalize(string text)
    {
        var cleaned = Clean(text);
        if (StripAccents) cleaned = NormalizationForms.Normalize(cleaned, compatible: false, compose: false);
        if (!StripAccents && !Lowercase) return cleaned;

        var kept = new StringBuilder(cleaned.Length);
        foreach (var rune in cleaned.EnumerateRunes())
        {
            if (StripAccents && !rune.IsAscii && Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark) continue;
            if (Lowercase) RuneKinds.AppendLower(kept, rune);
            else kept.Append(rune);
        }

        return kept.ToString();
    }

    private string Clean(string text)
    {
        var cleaned = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (CleanText && IsDropped(rune)) continue;
            if (CleanText && Rune.IsWhiteSpace(rune)) cleaned.Append(' ');
            else if (SpaceIdeographs && IsIdeograph(rune.Value)) cleaned.Append(' ').Append(rune).Append(' ');
            else cleaned.Append(rune);
        }

        return cleaned.ToString();
    }

    private static bool IsDropped(Rune rune) => rune.Value switch
    {
        '\t' or '\n' or '\r' => false,
        0 or 0xFFFD => true,
        _ => Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse,
    };

    // 2B820 to 2B91F are missing in the reference, so they are here.
    private static bool IsIdeograph(int point) => point
        is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0xF900 and <= 0xFAFF)
        or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F) or (>= 0x2B740 and <= 0x2B81F)
        or (>= 0x2B920 and <= 0x2CEAF) or (>= 0x2F800 and <= 0x2FA1F);
}
