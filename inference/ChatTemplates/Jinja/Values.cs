using System.Text.Json;

namespace Andamento.Inference.ChatTemplates.Jinja;

/// <summary>
/// The values of templates are .NET's: null (None), bool, long, double, string, <see cref="List{T}"/>, <see cref="Map"/>,
/// <see cref="Callable"/>, and those below.
/// </summary>
internal static class Values
{
    /// <summary>A value of JSON.</summary>
    public static object? Of(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Number => json.TryGetInt64(out var whole) ? (object)whole : json.GetDouble(),
        JsonValueKind.Array => json.EnumerateArray().Select(Of).ToList(),
        _ => MapOf(json),
    };

    /// <summary>Whether a value counts as true.</summary>
    public static bool IsTrue(object? value) => value switch
    {
        null or Undefined => false,
        bool boolean => boolean,
        long number => number is not 0,
        double number => number is not 0,
        string text => text.Length > 0,
        List<object?> list => list.Count > 0,
        Map map => map.Count > 0,
        _ => true,
    };

    /// <summary>What a loop over a value sees.</summary>
    public static List<object?> Items(object? value) => value switch
    {
        List<object?> list => list,
        Map map => [.. map.Keys],
        string text => [.. text.EnumerateRunes().Select(object? (rune) => rune.ToString())],
        Undefined => [],
        _ => throw new TemplateException($"'{TypeName(value)}' object is not iterable"),
    };

    /// <summary>Python's name of a value's type.</summary>
    public static string TypeName(object? value) => value switch
    {
        null => "NoneType",
        bool => "bool",
        long => "int",
        double => "float",
        string => "str",
        Tuple => "tuple",
        List<object?> => "list",
        Map => "dict",
        Undefined => "Undefined",
        Callable => "function",
        _ => value.GetType().Name.ToLowerInvariant(),
    };

    private static Map MapOf(JsonElement json)
    {
        var map = new Map();
        foreach (var member in json.EnumerateObject()) map[member.Name] = Of(member.Value);
        return map;
    }
}

/// <summary>A dictionary in the order in which its keys came.</summary>
internal sealed class Map : OrderedDictionary<object, object?>
{
    public Map()
        : base(KeyComparer.Instance)
    {
    }

    private sealed class KeyComparer : IEqualityComparer<object>
    {
        public static KeyComparer Instance { get; } = new();

        public new bool Equals(object? left, object? right) => Operators.AreSameKey(left, right);

        public int GetHashCode(object value) => value switch
        {
            bool boolean => boolean ? 1.0.GetHashCode() : 0.0.GetHashCode(),
            long number => ((double)number).GetHashCode(),
            double number => number.GetHashCode(),
            string text => string.GetHashCode(text, StringComparison.Ordinal),
            _ => 0,
        };
    }
}

/// <summary>A list that Python writes with parentheses.</summary>
internal sealed class Tuple(IEnumerable<object?> items) : List<object?>(items);

/// <summary>What is not there. Printed it is nothing; asked for more it is an error, which says what was missing.</summary>
internal sealed record Undefined(string Missing)
{
    public TemplateException Error() => new(Missing);
}

/// <summary>An object whose attributes a template may set (<c>namespace</c>).</summary>
internal sealed class Namespace(Dictionary<string, object?> attributes)
{
    public Dictionary<string, object?> Attributes => attributes;
}

/// <summary>Something to call.</summary>
internal delegate object? Callable(Arguments arguments);

/// <summary>The arguments of a call.</summary>
internal sealed class Arguments(Rendering rendering, List<object?> positional, Dictionary<string, object?> named)
{
    public static Dictionary<string, object?> NoNames { get; } = [];

    public Rendering Rendering => rendering;

    public List<object?> Positional => positional;

    public Dictionary<string, object?> Named => named;

    /// <summary>An argument by its place or name, or what stands for it.</summary>
    public object? Get(int place, string name, object? otherwise = null) =>
        place < positional.Count ? positional[place] : named.GetValueOrDefault(name, otherwise);

    public object? Require(int place, string name) => place < positional.Count
        ? positional[place]
        : named.TryGetValue(name, out var value) ? value : throw new TemplateException($"the argument '{name}' is missing");

    public string Text(int place, string name, string otherwise) => PythonText.Of(Get(place, name, otherwise));

    public string? OptionalText(int place, string name) => Get(place, name) is { } value ? PythonText.Of(value) : null;

    public long Number(int place, string name, long otherwise) => Operators.Whole(Get(place, name, otherwise), name);

    public bool Flag(int place, string name, bool otherwise = false) => Values.IsTrue(Get(place, name, otherwise));
}

/// <summary>A template cannot go on with this conversation. The message is fit for the caller.</summary>
internal sealed class TemplateException(string message) : Exception(message);
