using System.Text;
using Andamento.Inference.Tokens.Unicode;

namespace Andamento.Inference.Tokens.Normalizers;

/// <summary>Reads the <c>normalizer</c> of a <c>tokenizer.json</c>.</summary>
internal static class NormalizerFile
{
    /// <exception cref="FormatException">It is of a kind that is not known here.</exception>
    public static INormalizer Read(FilePart part) => part.Type switch
    {
        "Sequence" => new Sequence([.. part.Parts("normalizers").Select(Read)]),
        "NFC" => new Form(Compatible: false, Compose: true),
        "NFD" => new Form(Compatible: false, Compose: false),
        "NFKC" => new Form(Compatible: true, Compose: true),
        "NFKD" => new Form(Compatible: true, Compose: false),
        "Lowercase" => new Lowercase(),
        "Strip" => new Strip(part.Flag("strip_left", true), part.Flag("strip_right", true)),
        "StripAccents" => new StripMarks(),
        "Prepend" => new Prepend(part.Required("prepend")),
        "Append" => new Append(part.Required("append")),
        "Replace" => Replace.Read(part),
        "BertNormalizer" => BertNormalizer.Read(part),
        "Nmt" => new NmtNormalizer(),
        "ByteLevel" => new ByteLevelText(),
        "Precompiled" => CharacterMap.Read(part.Required("precompiled_charsmap")),
        _ => throw part.Unknown("normalizer"),
    };

    private sealed record Sequence(INormalizer[] Steps) : INormalizer
    {
        public string Normalize(string text)
        {
            foreach (var step in Steps) text = step.Normalize(text);
            return text;
        }
    }

    private sealed record Form(bool Compatible, bool Compose) : INormalizer
    {
        public string Normalize(string text) => NormalizationForms.Normalize(text, Compatible, Compose);
    }

    private sealed record Lowercase : INormalizer
    {
        public string Normalize(string text)
        {
            var lower = new StringBuilder(text.Length);
            foreach (var rune in text.EnumerateRunes()) RuneKinds.AppendLower(lower, rune);
            return lower.ToString();
        }
    }

    private sealed record Strip(bool Left, bool Right) : INormalizer
    {
        public string Normalize(string text) => (Left, Right) switch
        {
            (true, true) => text.Trim(),
            (true, false) => text.TrimStart(),
            (false, true) => text.TrimEnd(),
            _ => text,
        };
    }

    private sealed record StripMarks : INormalizer
    {
        public string Normalize(string text)
        {
            if (Ascii.IsValid(text)) return text;

            var kept = new StringBuilder(text.Length);
            foreach (var rune in text.EnumerateRunes())
            {
                if (!RuneKinds.IsMark(rune)) kept.Append(rune);
            }

            return kept.ToString();
        }
    }

    private sealed record Prepend(string Text) : INormalizer
    {
        public string Normalize(string text) => text.Length is 0 ? text : Text + text;
    }

    private sealed record Append(string Text) : INormalizer
    {
        public string Normalize(string text) => text.Length is 0 ? text : text + Text;
    }

    private sealed record ByteLevelText : INormalizer
    {
        public string Normalize(string text) => ByteAlphabet.Spell(text);
    }
}
