namespace Andamento.Inference.Constraints;

/// <summary>Reads what a schema says of strings.</summary>
internal static class TextSchema
{
    private const int LongestPattern = 1_000;

    public static Term Read(SchemaParts parts, Terms terms)
    {
        var (least, most) = (parts.Largest("minLength", 0), parts.Smallest("maxLength", Terms.Unlimited));
        var patterns = parts.Texts("pattern").Concat(parts.Texts("format").Select(Format)).ToList();
        if (patterns.Count == 0) return JsonTerms.Text(terms, least, most);

        var path = patterns[0].Path;
        var content = ByteMachine.Build(own => Content(own, patterns, least, most), out var tooLarge);
        if (tooLarge) throw SchemaFault.At(path, "needs too many states, together with what else is said of this string.");
        return content is null ? throw SchemaFault.At(path, "fits no string.") : JsonTerms.Text(terms, content);
    }

    private static (string Text, string Path) Format((string Text, string Path) found) => StringFormats.Find(found.Text) is { } pattern
        ? (pattern, found.Path)
        : throw SchemaFault.At(found.Path, $"is '{found.Text}'; answers can be held to {StringFormats.Names}.");

    private static Term Content(Terms terms, List<(string Text, string Path)> patterns, int least, int most)
    {
        var content = terms.Repeat(CodePoints.All.InJson(terms), least, most);
        foreach (var (text, path) in patterns)
        {
            if (text.Length > LongestPattern) throw SchemaFault.At(path, $"is longer than {LongestPattern} characters.");
            try
            {
                content = terms.Both(content, Pattern.Read(terms, text));
            }
            catch (FormatException fault)
            {
                throw SchemaFault.At(path, $"is an expression that answers cannot be held to: {fault.Message}.");
            }
        }

        return content;
    }
}
