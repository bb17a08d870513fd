using System.Text;
using Andamento.Inference.Json;

namespace Andamento.Inference.Custom;

/// <summary>Reads CSV as RFC 4180 says: commas, optional double quotes, either line ending.</summary>
internal static class CsvReader
{
    /// <summary>The rows, each as its fields. Empty lines are skipped.</summary>
    public static IEnumerable<List<string>> Rows(ReadOnlyMemory<byte> csv)
    {
        var text = Decode(csv);
        for (var at = 0; at < text.Length;)
        {
            if (text[at] is '\r' or '\n')
            {
                at++;
                continue;
            }

            var row = new List<string>();
            bool more;
            do
            {
                row.Add(Field(text, ref at));
                more = at < text.Length && text[at] is ',';
                if (more) at++;
            }
            while (more);
            yield return row;
        }
    }

    private static string Decode(ReadOnlyMemory<byte> csv)
    {
        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(csv.Span);
            return text.StartsWith('\uFEFF') ? text[1..] : text;
        }
        catch (DecoderFallbackException)
        {
            throw JsonBody.Invalid("The CSV is not UTF-8.");
        }
    }

    // Leaves off at the comma, line ending or end behind the field.
    private static string Field(string text, ref int at)
    {
        if (at < text.Length && text[at] is '"') return Quoted(text, ref at);

        var start = at;
        while (at < text.Length && text[at] is not (',' or '\r' or '\n')) at++;
        return text[start..at];
    }

    private static string Quoted(string text, ref int at)
    {
        var field = new StringBuilder();
        for (at++; at < text.Length; at++)
        {
            if (text[at] is not '"')
            {
                field.Append(text[at]);
            }
            else if (at + 1 < text.Length && text[at + 1] is '"')
            {
                field.Append('"');
                at++;
            }
            else
            {
                at++;
                if (at == text.Length || text[at] is ',' or '\r' or '\n') return field.ToString();
                throw JsonBody.Invalid($"The CSV has text behind a closing quote, at character {at + 1}.");
            }
        }

        throw JsonBody.Invalid("The CSV ends inside quotes.");
    }
}
