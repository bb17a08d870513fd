using System.Globalization;
using System.Text;

namespace Andamento.Inference.Tokens.Unicode;

/// <summary>Kinds of characters, as the tokenizers of the field tell them apart.</summary>
internal static class RuneKinds
{
    /// <summary>Punctuation; all ASCII symbols count.</summary>
    public static bool IsPunctuation(Rune rune) => rune.IsAscii
        ? rune.Value > ' ' && rune.Value < 0x7F && !char.IsAsciiLetterOrDigit((char)rune.Value)
        : Rune.IsPunctuation(rune);

    /// <summary>Part of a word (<c>\w</c>): letters, their marks, digits, connectors, joiners.</summary>
    public static bool IsWord(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
            or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.LetterNumber
            or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark
            or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.ConnectorPunctuation => true,
        UnicodeCategory.Format => rune.Value is 0x200C or 0x200D,
        UnicodeCategory.OtherSymbol => rune.Value is (>= 0x24B6 and <= 0x24E9) or (>= 0x1F130 and <= 0x1F149)
            or (>= 0x1F150 and <= 0x1F169) or (>= 0x1F170 and <= 0x1F189),
        _ => false,
    };

    /// <summary>Any kind of number, also fractions and Roman ones.</summary>
    public static bool IsNumber(Rune rune) => Rune.IsNumber(rune);

    /// <summary>A mark that goes with the character before it.</summary>
    public static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    /// <summary>The lower-case spelling, which may be two characters.</summary>
    public static void AppendLower(StringBuilder text, Rune rune)
    {
        if (rune.Value is 0x130) text.Append("i\u0307");
        else text.Append(Rune.ToLowerInvariant(rune));
    }
}
