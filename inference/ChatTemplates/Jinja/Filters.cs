using System.Text;

namespace Andamento.Inference.ChatTemplates.Jinja;

/// <summary>A filter: a value, and the arguments that follow its name.</summary>
internal delegate object? Filter(object? value, Arguments arguments);

/// <summary>The filters that chat templates use.</summary>
internal static class Filters
{
    public static IReadOnlyDictionary<string, Filter> All { get; } = new Dictionary<string, Filter>(StringComparer.Ordinal)
    {
        ["trim"] = (value, arguments) => TextMethods.Strip(PythonText.Of(value), arguments.OptionalText(0, "chars"), left: true, right: true),
        ["tojson"] = ToJson,
        ["length"] = (value, _) => Length(value),
        ["count"] = (value, _) => Length(value),
        ["join"] = (value, arguments) => Join(ListFilters.Attributes(Values.Items(value), arguments.OptionalText(1, "attribute")), arguments.Text(0, "d", ""), arguments.Rendering),
        ["default"] = Default,
        ["d"] = Default,
        ["upper"] = (value, _) => PythonText.Of(value).ToUpperInvariant(),
        ["lower"] = (value, _) => PythonText.Of(value).ToLowerInvariant(),
        ["title"] = (value, _) => Title(PythonText.Of(value)),
        ["capitalize"] = (value, _) => TextMethods.Capitalize(PythonText.Of(value)),
        ["replace"] = (value, arguments) => TextMethods.Replace(PythonText.Of(value), arguments),
        ["string"] = (value, _) => PythonText.Of(value),
        ["safe"] = (value, _) => PythonText.Of(value),
        ["escape"] = (value, _) => Escape(PythonText.Of(value)),
        ["e"] = (value, _) => Escape(PythonText.Of(value)),
        ["indent"] = Indent,
        ["format"] = (value, arguments) => StringFormat.Percent(PythonText.Of(value), arguments.Positional),
        ["wordcount"] = (value, _) => (long)PythonText.Of(value).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length,
        ["int"] = ToInteger,
        ["float"] = ToFloat,
        ["round"] = (value, arguments) => Round(value, arguments),
        ["abs"] = (value, _) => value is double number ? (object)Math.Abs(number) : Math.Abs(Operators.Whole(value, "abs")),
        ["items"] = (value, _) => value is Undefined ? new List<object?>() : value is Map map ? Pairs(map) : throw new TemplateException("Can only get item pairs from a mapping."),
        ["dictsort"] = ListFilters.SortMap,
        ["first"] = (value, _) => Values.Items(value) is [var first, ..] ? first : new Undefined("No first item, sequence was empty."),
        ["last"] = (value, _) => Values.Items(value) is [.., var last] ? last : new Undefined("No last item, sequence was empty."),
        ["list"] = (value, arguments) => Copy(value, arguments),
        ["reverse"] = Reverse,
        ["sort"] = ListFilters.Sort,
        ["unique"] = ListFilters.Unique,
        ["map"] = ListFilters.Map,
        ["select"] = (value, arguments) => ListFilters.Select(value, arguments, byAttribute: false, keep: true),
        ["reject"] = (value, arguments) => ListFilters.Select(value, arguments, byAttribute: false, keep: false),
        ["selectattr"] = (value, arguments) => ListFilters.Select(value, arguments, byAttribute: true, keep: true),
        ["rejectattr"] = (value, arguments) => ListFilters.Select(value, arguments, byAttribute: true, keep: false),
        ["min"] = (value, arguments) => ListFilters.Extreme(value, arguments, sign: -1),
        ["max"] = (value, arguments) => ListFilters.Extreme(value, arguments, sign: 1),
        ["sum"] = ListFilters.Sum,
        ["attr"] = (value, arguments) => Members.Attribute(value, arguments.Text(0, "name", "")),
    };

    /// <summary>Runs a filter, and counts what it looks at and what it makes.</summary>
    public static object? Apply(Filter filter, object? value, Arguments arguments)
    {
        arguments.Rendering.Look(value);
        var made = filter(value, arguments);
        arguments.Rendering.Look(made);
        return made;
    }

    public static List<object?> Pairs(Map map) => [.. map.Select(object? (member) => new Tuple([member.Key, member.Value]))];

    public static string Join(List<object?> items, string separator, Rendering rendering)
    {
        var joined = new StringBuilder();
        for (var i = 0; i < items.Count; i++)
        {
            var text = PythonText.Of(items[i]);
            rendering.Make((long)text.Length + separator.Length);
            Rendering.Limit(joined.Length + (long)text.Length + separator.Length);
            if (i > 0) joined.Append(separator);
            joined.Append(text);
        }

        return joined.ToString();
    }

    private static long Length(object? value) => value switch
    {
        string text => text.EnumerateRunes().Count(),
        List<object?> list => list.Count,
        Map map => map.Count,
        Undefined => 0,
        _ => throw new TemplateException($"object of type '{Values.TypeName(value)}' has no len()"),
    };

    private static object? Default(object? value, Arguments arguments) =>
        value is Undefined || arguments.Flag(1, "boolean") && !Values.IsTrue(value) ? arguments.Get(0, "default_value", "") : value;

    private static string ToJson(object? value, Arguments arguments)
    {
        var separators = arguments.Get(2, "separators") as List<object?>;
        int? indent = arguments.Get(1, "indent") is { } width ? (int)Math.Clamp(Operators.Whole(width, "indent"), 0, 100) : null;
        return new JsonText(
            arguments.Rendering, indent, separators is [string item, _] ? item : null, separators is [_, string key] ? key : ": ",
            arguments.Flag(3, "sort_keys")).Write(value);
    }

    // Words begin after spaces, hyphens and opening brackets.
    private static string Title(string text)
    {
        var title = new StringBuilder(text.Length);
        var begins = true;
        foreach (var character in text)
        {
            title.Append(begins ? char.ToUpperInvariant(character) : char.ToLowerInvariant(character));
            begins = char.IsWhiteSpace(character) || character is '-' or '(' or '{' or '[' or '<';
        }

        return title.ToString();
    }

    private static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal).Replace("'", "&#39;", StringComparison.Ordinal)
        .Replace("\"", "&#34;", StringComparison.Ordinal);

    private static string Indent(object? value, Arguments arguments)
    {
        var width = arguments.Get(0, "width", 4L);
        var space = width is string given ? given : new string(' ', (int)Math.Clamp(Operators.Whole(width, "width"), 0, 1000));
        var (first, blank) = (arguments.Flag(1, "first"), arguments.Flag(2, "blank"));
        var lines = PythonText.Of(value).Split('\n');
        arguments.Rendering.Make(lines.Sum(line => (long)line.Length + space.Length));
        for (var i = 0; i < lines.Length; i++)
        {
            if (i is 0 ? first : blank || lines[i].Length > 0) lines[i] = space + lines[i];
        }

        return string.Join('\n', lines);
    }

    private static object? ToInteger(object? value, Arguments arguments) => value switch
    {
        long or bool => Operators.Whole(value, "int"),
        double number when Math.Abs(number) < long.MaxValue => (long)number,
        string text when long.TryParse(text.Trim(), out var whole) => whole,
        string text when double.TryParse(text.Trim(), out var number) && Math.Abs(number) < long.MaxValue => (long)number,
        _ => arguments.Get(0, "default", 0L),
    };

    private static object? ToFloat(object? value, Arguments arguments) => value switch
    {
        long or bool or double => Operators.Fraction(value),
        string text when double.TryParse(text.Trim(), out var number) => number,
        _ => arguments.Get(0, "default", 0.0),
    };

    private static double Round(object? value, Arguments arguments)
    {
        if (!Operators.IsNumber(value)) throw new TemplateException("round needs a number");
        var scale = Math.Pow(10, Math.Clamp(arguments.Number(0, "precision", 0), -20, 20));
        var scaled = Operators.Fraction(value) * scale;
        return arguments.Text(1, "method", "common") switch
        {
            "ceil" => Math.Ceiling(scaled) / scale,
            "floor" => Math.Floor(scaled) / scale,
            _ => Math.Round(scaled, MidpointRounding.ToEven) / scale,
        };
    }

    private static List<object?> Copy(object? value, Arguments arguments)
    {
        var items = Values.Items(value);
        arguments.Rendering.Make(items.Count);
        return [.. items];
    }

    private static object Reverse(object? value, Arguments arguments)
    {
        var items = Copy(value, arguments);
        items.Reverse();
        return value is string ? string.Concat(items) : items;
    }
}
