using System.Globalization;
using System.Text;

namespace Andamento.Inference.ChatTemplates.Jinja;

/// <summary>Methods of dictionaries that change nothing.</summary>
internal static class MapMethods
{
    public static Callable? Find(Map map, string name) => name switch
    {
        "items" => _ => Filters.Pairs(map),
        "keys" => _ => new List<object?>(map.Keys),
        "values" => _ => new List<object?>(map.Values),
        "get" => arguments => arguments.Require(0, "key") is { } key && map.TryGetValue(key, out var value) ? value : arguments.Get(1, "default"),
        _ => null,
    };
}

/// <summary>Methods of lists.</summary>
internal static class ListMethods
{
    public static Callable? Find(List<object?> list, string name) => name switch
    {
        "append" => arguments =>
        {
            arguments.Rendering.Make(list.Count);
            list.Add(arguments.Require(0, "object"));
            return null;
        },
        "index" => arguments => list.FindIndex(item => Operators.AreEqual(item, arguments.Require(0, "value"), arguments.Rendering)) is >= 0 and var at
            ? (long)at
            : throw new TemplateException("the value is not in the list"),
        "count" => arguments => (long)list.Count(item => Operators.AreEqual(item, arguments.Require(0, "value"), arguments.Rendering)),
        _ => null,
    };
}

/// <summary>Methods of texts.</summary>
internal static class TextMethods
{
    public static Callable? Find(string text, string name) => name switch
    {
        "strip" => arguments => Strip(text, arguments.OptionalText(0, "chars"), left: true, right: true),
        "lstrip" => arguments => Strip(text, arguments.OptionalText(0, "chars"), left: true, right: false),
        "rstrip" => arguments => Strip(text, arguments.OptionalText(0, "chars"), left: false, right: true),
        "split" => arguments => Split(text, arguments.OptionalText(0, "sep"), arguments.Number(1, "maxsplit", -1), arguments.Rendering),
        "rsplit" => arguments => SplitRight(text, arguments.OptionalText(0, "sep"), arguments.Number(1, "maxsplit", -1), arguments.Rendering),
        "splitlines" => arguments => Lines(text, arguments.Rendering),
        "startswith" => arguments => Any(arguments, part => text.StartsWith(part, StringComparison.Ordinal)),
        "endswith" => arguments => Any(arguments, part => text.EndsWith(part, StringComparison.Ordinal)),
        "upper" => _ => text.ToUpperInvariant(),
        "lower" => _ => text.ToLowerInvariant(),
        "title" => _ => Title(text),
        "capitalize" => _ => Capitalize(text),
        "replace" => arguments => Replace(text, arguments),
        "find" => arguments => (long)text.IndexOf(arguments.Text(0, "sub", ""), StringComparison.Ordinal),
        "rfind" => arguments => (long)text.LastIndexOf(arguments.Text(0, "sub", ""), StringComparison.Ordinal),
        "count" => arguments => Count(text, arguments.Text(0, "sub", "")),
        "join" => arguments => Filters.Join(Values.Items(arguments.Require(0, "iterable")), text, arguments.Rendering),
        "format" => arguments => StringFormat.Braces(text, arguments),
        "removeprefix" => arguments => arguments.Text(0, "prefix", "") is var prefix && text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : text,
        "removesuffix" => arguments => arguments.Text(0, "suffix", "") is var suffix && text.EndsWith(suffix, StringComparison.Ordinal) ? text[..^suffix.Length] : text,
        "isdigit" => _ => text.Length > 0 && text.All(char.IsDigit),
        "isalpha" => _ => text.Length > 0 && text.All(char.IsLetter),
        "isalnum" => _ => text.Length > 0 && text.All(char.IsLetterOrDigit),
        "isspace" => _ => text.Length > 0 && text.All(char.IsWhiteSpace),
        "isupper" => _ => text.Any(char.IsUpper) && !text.Any(char.IsLower),
        "islower" => _ => text.Any(char.IsLower) && !text.Any(char.IsUpper),
        _ => null,
    };

    public static string Strip(string text, string? characters, bool left, bool right)
    {
        var start = 0;
        var end = text.Length;
        while (left && start < end && IsStripped(text[start], characters)) start++;
        while (right && end > start && IsStripped(text[end - 1], characters)) end--;
        return text[start..end];
    }

    public static string Capitalize(string text) =>
        text.Length is 0 ? text : string.Concat(text[..1].ToUpperInvariant(), text[1..].ToLowerInvariant());

    /// <summary>Replaces a part by another, as often as asked or everywhere.</summary>
    public static string Replace(string text, Arguments arguments)
    {
        var (old, with, most) = (arguments.Text(0, "old", ""), arguments.Text(1, "new", ""), arguments.Get(2, "count") is { } count ? Operators.Whole(count, "count") : -1);
        var replaced = new StringBuilder();
        if (most < 0) most = long.MaxValue;
        var at = 0;
        while (most-- > 0)
        {
            var found = old.Length > 0 ? text.IndexOf(old, at, StringComparison.Ordinal) : at < text.Length ? at : -1;
            if (found < 0) break;
            replaced.Append(text, at, found - at).Append(with);
            arguments.Rendering.Make(found - at + (long)with.Length);
            Rendering.Limit(replaced.Length);
            if (old.Length is 0) replaced.Append(text[found]);
            at = found + Math.Max(old.Length, 1);
        }

        if (old.Length is 0 && at >= text.Length && most >= 0) replaced.Append(with); // nothing stands after the last character too
        return replaced.Append(text, at, text.Length - at).ToString();
    }

    private static bool IsStripped(char character, string? characters) =>
        characters is null ? char.IsWhiteSpace(character) || character is >= '\u001C' and <= '\u001F' : characters.Contains(character);

    private static bool Any(Arguments arguments, Func<string, bool> has) => arguments.Require(0, "prefix") switch
    {
        string part => has(part),
        List<object?> parts => parts.Exists(part => part is string text && has(text)),
        var other => throw new TemplateException($"a text is needed, not '{Values.TypeName(other)}'"),
    };

    private static List<object?> Split(string text, string? separator, long most, Rendering rendering)
    {
        rendering.Make(text.Length);
        if (separator?.Length is 0) throw new TemplateException("empty separator");
        var limit = most is < 0 or >= int.MaxValue ? int.MaxValue : (int)most + 1;
        if (separator is not null) return [.. text.Split(separator, limit)];

        var parts = new List<object?>();
        for (var rest = text.AsSpan().Trim(); rest.Length > 0;)
        {
            var end = 0;
            while (end < rest.Length && !char.IsWhiteSpace(rest[end])) end++;
            if (parts.Count + 1 == limit) end = rest.Length;
            parts.Add(rest[..end].ToString());
            rest = rest[end..].TrimStart();
        }

        return parts;
    }

    private static List<object?> SplitRight(string text, string? separator, long most, Rendering rendering)
    {
        if (separator is null || most < 0) return Split(text, separator, -1, rendering);

        var all = Split(text, separator, -1, rendering);
        var joined = Math.Max(all.Count - (int)Math.Min(most, all.Count), 1);
        return [string.Join(separator, all.Take(joined)), .. all.Skip(joined)];
    }

    private static List<object?> Lines(string text, Rendering rendering)
    {
        rendering.Make(text.Length);
        List<object?> lines = [.. text.ReplaceLineEndings("\n").Split('\n')];
        if (lines[^1] is "") lines.RemoveAt(lines.Count - 1);
        return lines;
    }

    private static long Count(string text, string part)
    {
        if (part.Length is 0) return text.Length + 1;
        long count = 0;
        for (var at = 0; (at = text.IndexOf(part, at, StringComparison.Ordinal)) >= 0; at += part.Length) count++;
        return count;
    }

    private static string Title(string text)
    {
        var title = new StringBuilder(text.Length);
        var inWord = false;
        foreach (var character in text)
        {
            title.Append(inWord ? char.ToLower(character, CultureInfo.InvariantCulture) : char.ToUpper(character, CultureInfo.InvariantCulture));
            inWord = char.IsLetter(character);
        }

        return title.ToString();
    }
}
