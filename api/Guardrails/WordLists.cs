namespace Andamento.Api.Guardrails;

/// <summary>Reads the word lists that the classifiers come with: lines under headings in square brackets; <c>#</c> begins a remark.</summary>
internal static class WordLists
{
    /// <summary>The lines of a list, each with its heading.</summary>
    public static IEnumerable<(string Heading, string Line)> Read(string name)
    {
        using var stream = typeof(WordLists).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The word list '{name}' is not in the assembly.");
        using var reader = new StreamReader(stream);
        var heading = "";
        while (reader.ReadLine() is { } text)
        {
            var line = text.AsSpan().Trim();
            if (line.IsEmpty || line[0] is '#') continue;
            if (line[0] is '[') heading = line.Trim("[]").ToString();
            else yield return (heading, line.ToString());
        }
    }
}
