namespace Andamento.Inference.ChatTemplates.Jinja;

/// <summary>The functions of chat templates.</summary>
internal static class Functions
{
    public static IReadOnlyDictionary<string, Callable> All { get; } = new Dictionary<string, Callable>(StringComparer.Ordinal)
    {
        ["range"] = Range,
        ["namespace"] = arguments => new Namespace(Named(arguments)),
        ["dict"] = arguments =>
        {
            var map = new Map();
            foreach (var (name, value) in Named(arguments)) map[name] = value;
            return map;
        },
        ["raise_exception"] = arguments => throw new TemplateException(arguments.Text(0, "message", "The chat template refuses this conversation.")),
        ["strftime_now"] = arguments => StringFormat.Time(arguments.Text(0, "format", "%Y-%m-%d"), arguments.Rendering.Now),
        ["joiner"] = Joiner,
    };

    private static List<object?> Range(Arguments arguments)
    {
        var first = Operators.Whole(arguments.Require(0, "start"), "range");
        var (start, stop) = arguments.Positional.Count > 1 ? (first, arguments.Number(1, "stop", 0)) : (0, first);
        var step = arguments.Number(2, "step", 1);
        if (step is 0) throw new TemplateException("range() arg 3 must not be zero");

        var count = (Int128)stop - start;
        count = step > 0 ? (count + step - 1) / step : (count + step + 1) / step;
        arguments.Rendering.Make((long)Int128.Clamp(count, 0, long.MaxValue));
        var range = new List<object?>();
        for (var i = 0; i < count; i++) range.Add(start + i * step);
        return range;
    }

    // The members of a mapping given first, then those given by name.
    private static Dictionary<string, object?> Named(Arguments arguments)
    {
        var named = new Dictionary<string, object?>(StringComparer.Ordinal);
        if (arguments.Get(0, "") is Map map)
        {
            foreach (var (key, value) in map) named[PythonText.Of(key)] = value;
        }

        foreach (var (name, value) in arguments.Named) named[name] = value;
        return named;
    }

    // Nothing the first time, the separator from then on.
    private static Callable Joiner(Arguments arguments)
    {
        var separator = arguments.Text(0, "sep", ", ");
        var used = false;
        return _ =>
        {
            var text = used ? separator : "";
            used = true;
            return text;
        };
    }
}
