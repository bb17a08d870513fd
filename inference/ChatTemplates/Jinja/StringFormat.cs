using System.Globalization;
using System.Text;

namespace Andamento.Inference.ChatTemplates.Jinja;

/// <summary>Python's ways to put values into a text, as far as chat templates use them, and its dates.</summary>
internal static class StringFormat
{
    /// <summary><c>'%s and %d' % values</c></summary>
    public static string Percent(string format, List<object?> values)
    {
        var text = new StringBuilder();
        var next = 0;
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] is not '%' || ++i >= format.Length)
            {
                text.Append(format[Math.Min(i, format.Length - 1)]);
                continue;
            }

            if (format[i] is '%') text.Append('%');
            else if (format[i] is not ('s' or 'd' or 'i' or 'r' or 'f')) throw new TemplateException($"the format %{format[i]} is not known here");
            else if (next >= values.Count) throw new TemplateException("not enough arguments for format string");
            else text.Append(One(format[i], values[next++]));
            Rendering.Limit(text.Length);
        }

        return text.ToString();
    }

    /// <summary><c>'{} and {name}'.format(...)</c></summary>
    public static string Braces(string format, Arguments arguments)
    {
        var text = new StringBuilder();
        var next = 0;
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] is '{' or '}' && i + 1 < format.Length && format[i + 1] == format[i])
            {
                text.Append(format[i++]);
                continue;
            }

            if (format[i] is not '{')
            {
                text.Append(format[i]);
                continue;
            }

            var end = format.IndexOf('}', i);
            if (end < 0) throw new TemplateException("expected '}' before end of string");
            var name = format[(i + 1)..end];
            var value = name.Length is 0 ? arguments.Require(next++, "")
                : int.TryParse(name, out var place) ? arguments.Require(place, name) : arguments.Require(int.MaxValue, name);
            text.Append(PythonText.Of(value));
            Rendering.Limit(text.Length);
            i = end;
        }

        return text.ToString();
    }

    /// <summary>A time as <c>strftime</c> writes it.</summary>
    public static string Time(string format, DateTimeOffset time)
    {
        var text = new StringBuilder();
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] is not '%' || i + 1 >= format.Length)
            {
                text.Append(format[i]);
                continue;
            }

            var plain = format[++i] is '-' && i + 1 < format.Length; // %-d has no leading zero
            var part = TimePart(plain ? format[++i] : format[i], time);
            text.Append(plain && part.TrimStart('0') is { Length: > 0 } trimmed ? trimmed : part);
        }

        return text.ToString();
    }

    private static string One(char kind, object? value) => kind switch
    {
        'r' => PythonText.Repr(value),
        'f' => Operators.IsNumber(value) ? Operators.Fraction(value).ToString("F6", CultureInfo.InvariantCulture) : throw new TemplateException("%f needs a number"),
        'd' or 'i' => Operators.IsNumber(value) ? PythonText.Of(value is double number ? (long)number : Operators.Whole(value, "%d")) : throw new TemplateException("%d needs a number"),
        _ => PythonText.Of(value),
    };

    private static string TimePart(char part, DateTimeOffset time) => part switch
    {
        'd' => Text(time, "dd"),
        'm' => Text(time, "MM"),
        'Y' => Text(time, "yyyy"),
        'y' => Text(time, "yy"),
        'B' => Text(time, "MMMM"),
        'b' or 'h' => Text(time, "MMM"),
        'A' => Text(time, "dddd"),
        'a' => Text(time, "ddd"),
        'H' => Text(time, "HH"),
        'I' => Text(time, "hh"),
        'M' => Text(time, "mm"),
        'S' => Text(time, "ss"),
        'f' => Text(time, "ffffff"),
        'p' => time.Hour < 12 ? "AM" : "PM",
        'j' => time.DayOfYear.ToString("D3", CultureInfo.InvariantCulture),
        'F' => Text(time, "yyyy-MM-dd"),
        'T' => Text(time, "HH:mm:ss"),
        'z' => Text(time, "zzz").Replace(":", "", StringComparison.Ordinal),
        'Z' => "UTC",
        '%' => "%",
        _ => "%" + part,
    };

    private static string Text(DateTimeOffset time, string format) => time.ToString(format, CultureInfo.InvariantCulture);
}
