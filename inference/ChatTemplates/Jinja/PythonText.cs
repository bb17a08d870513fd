using System.Globalization;
using System.Text;

namespace Andamento.Inference.ChatTemplates.Jinja;

/// <summary>Writes values as Python does.</summary>
internal static class PythonText
{
    private const int Deepest = 100;

    /// <summary>A value as <c>str()</c> writes it.</summary>
    public static string Of(object? value) => value switch
    {
        string text => text,
        Undefined => "",
        long number => number.ToString(CultureInfo.InvariantCulture),
        _ => Repr(value),
    };

    /// <summary>A number with a fraction, in the shortest way that reads back.</summary>
    public static string Number(double number)
    {
        if (double.IsNaN(number)) return "nan";
        if (double.IsInfinity(number)) return number > 0 ? "inf" : "-inf";

        var text = number.ToString("E16", CultureInfo.InvariantCulture);
        var exponent = int.Parse(text[(text.IndexOf('E', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture);
        var shortest = number.ToString("R", CultureInfo.InvariantCulture);
        if (exponent is >= -4 and < 16)
        {
            if (shortest.Contains('E', StringComparison.Ordinal)) shortest = decimal.Parse(shortest, NumberStyles.Float, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
            return shortest.Contains('.', StringComparison.Ordinal) ? shortest : shortest + ".0";
        }

        var parts = shortest.Split('E');
        if (parts.Length > 1) return $"{parts[0]}e{parts[1][0]}{parts[1][1..].PadLeft(2, '0')}";

        var digits = shortest.TrimStart('-').TrimEnd('0');
        return $"{(number < 0 ? "-" : "")}{digits[0]}{(digits.Length > 1 ? "." : "")}{digits.AsSpan(1)}e+{exponent:D2}";
    }

    /// <summary>A value as <c>repr()</c> writes it.</summary>
    public static string Repr(object? value)
    {
        var text = new StringBuilder();
        Append(text, value, 0);
        return text.ToString();
    }

    private static void Append(StringBuilder text, object? value, int depth)
    {
        if (depth > Deepest || text.Length > Rendering.LongestText) throw new TemplateException("The chat template makes too long a text.");
        switch (value)
        {
            case null: text.Append("None"); break;
            case Undefined: text.Append("Undefined"); break;
            case bool boolean: text.Append(boolean ? "True" : "False"); break;
            case long number: text.Append(number); break;
            case double number: text.Append(Number(number)); break;
            case string content: AppendQuoted(text, content); break;
            case List<object?> list: AppendList(text, list, depth); break;
            case Map map: AppendMap(text, map, depth); break;
            default: text.Append('<').Append(Values.TypeName(value)).Append('>'); break;
        }
    }

    private static void AppendList(StringBuilder text, List<object?> list, int depth)
    {
        text.Append(list is Tuple ? '(' : '[');
        for (var i = 0; i < list.Count; i++)
        {
            if (i > 0) text.Append(", ");
            Append(text, list[i], depth + 1);
        }

        text.Append(list is Tuple ? list.Count is 1 ? ",)" : ")" : "]");
    }

    private static void AppendMap(StringBuilder text, Map map, int depth)
    {
        text.Append('{');
        var first = true;
        foreach (var (key, value) in map)
        {
            if (!first) text.Append(", ");
            first = false;
            Append(text, key, depth + 1);
            text.Append(": ");
            Append(text, value, depth + 1);
        }

        text.Append('}');
    }

    private static void AppendQuoted(StringBuilder text, string content)
    {
        var quote = content.Contains('\'', StringComparison.Ordinal) && !content.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        text.Append(quote);
        foreach (var rune in content.EnumerateRunes())
        {
            if (rune.Value == quote || rune.Value is '\\') text.Append('\\').Append(rune);
            else if (rune.Value is '\n') text.Append("\\n");
            else if (rune.Value is '\r') text.Append("\\r");
            else if (rune.Value is '\t') text.Append("\\t");
            else if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control) text.Append($"\\x{rune.Value:x2}");
            else text.Append(rune);
        }

        text.Append(quote);
    }
}
