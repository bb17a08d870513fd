namespace Andamento.Inference.ChatTemplates.Jinja;

/// <summary>Attributes, items and slices of values. Only what stands here can be reached from a template.</summary>
internal static class Members
{
    /// <summary><c>value.name</c>: a method if the value's type has one of this name, as in Python; else an item.</summary>
    public static object? Attribute(object? value, string name) => value switch
    {
        Undefined missing => throw missing.Error(),
        Map map => MapMethods.Find(map, name) ?? (map.TryGetValue(name, out var item) ? item : Missing(value, name)),
        Namespace space => space.Attributes.TryGetValue(name, out var attribute) ? attribute : Missing(value, name),
        LoopState loop => loop.Attribute(name) ?? Missing(value, name),
        string text => (object?)TextMethods.Find(text, name) ?? Missing(value, name),
        List<object?> list => (object?)ListMethods.Find(list, name) ?? Missing(value, name),
        _ => Missing(value, name),
    };

    /// <summary><c>value[key]</c>: an item; else, for a text as key, an attribute.</summary>
    public static object? Item(object? value, object? key)
    {
        switch (value)
        {
            case Undefined missing:
                throw missing.Error();
            case Map map when key is not null && map.TryGetValue(key, out var item):
                return item;
            case List<object?> list when key is long or bool:
                return Place(Operators.Whole(key, "index"), list.Count) is { } at ? list[at] : Missing(value, PythonText.Of(key));
            case string text when key is long or bool:
                return CharacterAt(text, Operators.Whole(key, "index")) ?? (object)Missing(value, PythonText.Of(key));
            default:
                return key is string name ? Attribute(value, name) : Missing(value, PythonText.Of(key));
        }
    }

    public static object? Slice(object? value, long? start, long? stop, long step, Rendering rendering)
    {
        if (value is Undefined missing) throw missing.Error();
        if (step is 0) throw new TemplateException("slice step cannot be zero");
        if (value is not (string or List<object?>)) throw new TemplateException($"'{Values.TypeName(value)}' object cannot be sliced");

        var units = value is string text && IsPlain(text) ? text : null; // whose characters are its UTF-16 units
        var items = units is null ? Values.Items(value) : [];
        var count = units?.Length ?? items.Count;
        rendering.Make(count);
        var first = start is { } from ? Clamp(from, count, step) : step > 0 ? 0 : count - 1;
        var end = stop is { } to ? Clamp(to, count, step) : step > 0 ? count : -1;
        if (units is not null && step is 1) return first < end ? units[(int)first..(int)end] : "";
        var sliced = new List<object?>();
        for (var i = first; step > 0 ? i < end : i > end; i += step)
        {
            sliced.Add(units is null ? items[(int)i] : units[(int)i].ToString());
            if (step > count || step < -count) break; // the next one is outside, and might overflow
        }

        return value is string ? string.Concat(sliced) : sliced;
    }

    private static long Clamp(long bound, int count, long step)
    {
        if (bound < 0) bound += count;
        return step > 0 ? Math.Clamp(bound, 0, count) : Math.Clamp(bound, -1, count - 1);
    }

    private static string? CharacterAt(string text, long index)
    {
        if (IsPlain(text)) return Place(index, text.Length) is { } unit ? text[unit].ToString() : null;

        var characters = Values.Items(text);
        return Place(index, characters.Count) is { } at ? (string?)characters[at] : null;
    }

    private static bool IsPlain(string text) => text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0;

    private static int? Place(long index, int count)
    {
        if (index < 0) index += count;
        return index >= 0 && index < count ? (int)index : null;
    }

    private static Undefined Missing(object? value, string name) =>
        new($"'{Values.TypeName(value)} object' has no attribute '{name}'");
}
