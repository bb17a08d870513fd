namespace Andamento.Inference.ChatTemplates.Jinja;

/// <summary>Filters over lists: choosing, ordering, mapping.</summary>
internal static class ListFilters
{
    /// <summary>An attribute of each item, by a path such as <c>function.name</c>; the items where there is none.</summary>
    public static List<object?> Attributes(List<object?> items, string? path) =>
        path is null ? items : items.ConvertAll(item => Attribute(item, path));

    public static object? Map(object? value, Arguments arguments)
    {
        var items = Values.Items(value);
        arguments.Rendering.Make(items.Count);
        if (arguments.Get(int.MaxValue, "attribute") is { } attribute)
        {
            var hasDefault = arguments.Named.TryGetValue("default", out var otherwise);
            return items.ConvertAll(item => Attribute(item, PythonText.Of(attribute)) is var found && found is Undefined && hasDefault ? otherwise : found);
        }

        var name = arguments.Text(0, "filter", "");
        if (!Filters.All.TryGetValue(name, out var filter)) throw new TemplateException($"No filter named '{name}'.");
        var rest = new Arguments(arguments.Rendering, arguments.Positional[1..], arguments.Named);
        return items.ConvertAll(item => arguments.Rendering.Deeper(() => Filters.Apply(filter, item, rest)));
    }

    /// <summary>Keeps, or drops, the items that pass a test; without one, those that are true.</summary>
    public static object? Select(object? value, Arguments arguments, bool byAttribute, bool keep)
    {
        var items = Values.Items(value);
        arguments.Rendering.Make(items.Count);
        var path = byAttribute ? PythonText.Of(arguments.Require(0, "attribute")) : null;
        var at = byAttribute ? 1 : 0;
        var name = arguments.OptionalText(at, "test");
        if (name is not null && !Tests.All.ContainsKey(name)) throw new TemplateException($"No test named '{name}'.");
        Test test = name is null ? (item, _) => Values.IsTrue(item) : Tests.All[name];
        var rest = new Arguments(arguments.Rendering, arguments.Positional[Math.Min(at + 1, arguments.Positional.Count)..], arguments.Named);
        return items.FindAll(item => Tests.Apply(test, path is null ? item : Attribute(item, path), rest) == keep);
    }

    public static object? Sort(object? value, Arguments arguments)
    {
        var path = arguments.OptionalText(2, "attribute");
        var folds = !arguments.Flag(1, "case_sensitive");
        return Ordered(Values.Items(value), item => Folded(path is null ? item : Attribute(item, path), folds), arguments.Flag(0, "reverse"), arguments.Rendering);
    }

    public static object? SortMap(object? value, Arguments arguments)
    {
        if (value is not Map map) throw new TemplateException("dictsort needs a mapping");
        var place = arguments.Text(1, "by", "key") is "value" ? 1 : 0;
        var folds = !arguments.Flag(0, "case_sensitive");
        return Ordered(Filters.Pairs(map), pair => Folded(((List<object?>)pair!)[place], folds), arguments.Flag(2, "reverse"), arguments.Rendering);
    }

    public static object? Unique(object? value, Arguments arguments)
    {
        var path = arguments.OptionalText(1, "attribute");
        var folds = !arguments.Flag(0, "case_sensitive");
        var seen = new Map();
        var items = Values.Items(value);
        arguments.Rendering.Make(items.Count);
        return items.FindAll(item => seen.TryAdd(Folded(path is null ? item : Attribute(item, path), folds) ?? new Undefined(""), null));
    }

    /// <summary>The least item for a sign of -1, the greatest for 1.</summary>
    public static object? Extreme(object? value, Arguments arguments, int sign)
    {
        var path = arguments.OptionalText(1, "attribute");
        var folds = !arguments.Flag(0, "case_sensitive");
        var items = Values.Items(value);
        arguments.Rendering.Make(items.Count);
        if (items.Count is 0) return new Undefined("No aggregated item, sequence was empty.");

        object? Key(object? item) => Folded(path is null ? item : Attribute(item, path), folds);
        return items.Aggregate((best, item) => Operators.Compare(Key(item), Key(best), arguments.Rendering) * sign > 0 ? item : best);
    }

    public static object? Sum(object? value, Arguments arguments)
    {
        var sum = arguments.Get(1, "start", 0L);
        foreach (var item in Attributes(Values.Items(value), arguments.OptionalText(0, "attribute")))
        {
            sum = Operators.Calculate("+", sum, item, arguments.Rendering);
        }

        return sum;
    }

    private static object? Attribute(object? item, string path)
    {
        foreach (var name in path.Split('.'))
        {
            if (item is Undefined) return item;
            item = long.TryParse(name, out var index) ? Members.Item(item, index) : Members.Item(item, name);
        }

        return item;
    }

    private static object? Folded(object? value, bool folds) => folds && value is string text ? text.ToLowerInvariant() : value;

    private static List<object?> Ordered(List<object?> items, Func<object?, object?> key, bool reverse, Rendering rendering)
    {
        rendering.Make(items.Count * 32L);
        var comparer = Comparer<object?>.Create((left, right) => Operators.Compare(left, right, rendering));
        try
        {
            return [.. reverse ? items.OrderByDescending(key, comparer) : items.OrderBy(key, comparer)];
        }
        catch (InvalidOperationException failed) when (failed.InnerException is TemplateException cause)
        {
            throw new TemplateException(cause.Message);
        }
    }
}
