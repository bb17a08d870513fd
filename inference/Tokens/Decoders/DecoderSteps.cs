namespace Andamento.Inference.Tokens.Decoders;

/// <summary>What decoders do to a token, told whether it is the first of a text.</summary>
internal static class DecoderSteps
{
    public static Func<string, bool, string> Strip(FilePart part)
    {
        var content = part.Character("content", ' ');
        var (atStart, atEnd) = (part.Number("start") ?? 0, part.Number("stop") ?? 0);
        return (token, _) =>
        {
            var (start, end) = (0, token.Length);
            while (start < token.Length && start < atStart && token[start] == content) start++;
            while (end > start && token.Length - end < atEnd && token[end - 1] == content) end--;
            return token[start..end];
        };
    }

    public static Func<string, bool, string> Replace(FilePart part, bool fused)
    {
        var replace = Normalizers.Replace.Read(part);
        if (fused && replace.Text is not { Length: 1 })
        {
            throw new FormatException("its decoder replaces more than a character where the tokens are joined");
        }

        return (token, _) => replace.Normalize(token);
    }

    public static Func<string, bool, string> Metaspace(FilePart part)
    {
        var sign = part.Character("replacement", '\u2581');
        var prepends = (part.Text("prepend_scheme") ?? (part.Flag("add_prefix_space", true) ? "always" : "never")) is not "never";
        return (token, first) => first && prepends ? token.Replace(sign.ToString(), "", StringComparison.Ordinal) : token.Replace(sign, ' ');
    }

    public static Func<string, bool, string> WordPiece(FilePart part)
    {
        var prefix = part.Text("prefix") ?? "##";
        var cleanup = part.Flag("cleanup", true);
        return (token, first) =>
        {
            if (!first) token = token.StartsWith(prefix, StringComparison.Ordinal) ? token[prefix.Length..] : " " + token;
            return cleanup ? CleanUp(token) : token;
        };
    }

    public static Func<string, bool, string> WordEnds(FilePart part)
    {
        var suffix = part.Text("suffix") is { Length: > 0 } said ? said : "</w>";
        return (token, _) => token.Replace(suffix, " ", StringComparison.Ordinal);
    }

    // No spaces before the signs of English, in the reference's order.
    private static string CleanUp(string text) => text
        .Replace(" .", ".", StringComparison.Ordinal).Replace(" ?", "?", StringComparison.Ordinal)
        .Replace(" !", "!", StringComparison.Ordinal).Replace(" ,", ",", StringComparison.Ordinal)
        .Replace(" ' ", "'", StringComparison.Ordinal).Replace(" n't", "n't", StringComparison.Ordinal)
        .Replace(" 'm", "'m", StringComparison.Ordinal).Replace(" do not", " don't", StringComparison.Ordinal)
        .Replace(" 's", "'s", StringComparison.Ordinal).Replace(" 've", "'ve", StringComparison.Ordinal)
        .Replace(" 're", "'re", StringComparison.Ordinal);
}
