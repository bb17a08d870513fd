namespace Andamento.Inference.ChatTemplates.Jinja;

/// <summary>What operators do to values, as in Python.</summary>
internal static class Operators
{
    private const int Deepest = 100, MostInKey = 1000;

    public static bool AreEqual(object? left, object? right, Rendering rendering)
    {
        if (left is not string text || right is not string other) return AreEqual(left, right, rendering.Look, 0);

        rendering.Look(text);
        return text == other;
    }

    /// <summary>Whether two keys of a dictionary are one. Python takes only small ones, and so does this.</summary>
    public static bool AreSameKey(object? left, object? right)
    {
        if (left is not List<object?>) return AreEqual(left, right, static _ => { }, Deepest);

        var looks = 0;
        return AreEqual(left, right, _ => looks = looks < MostInKey ? looks + 1 : throw new TemplateException("The chat template has too large a key."), 0);
    }

    /// <summary>Which of two values comes first.</summary>
    public static int Compare(object? left, object? right, Rendering rendering)
    {
        rendering.Look(left);
        if (left is string text && right is string other) return string.CompareOrdinal(text, other);
        if (IsNumber(left) && IsNumber(right)) return left is double || right is double ? Fraction(left).CompareTo(Fraction(right)) : Integer(left).CompareTo(Integer(right));
        if (left is List<object?> list && right is List<object?> others)
        {
            for (var i = 0; i < Math.Min(list.Count, others.Count); i++)
            {
                if (!AreEqual(list[i], others[i], rendering)) return rendering.Deeper(() => Compare(list[i], others[i], rendering));
            }

            return list.Count.CompareTo(others.Count);
        }

        throw Unsupported("<", left, right);
    }

    public static bool Contains(object? container, object? item, Rendering rendering)
    {
        rendering.Look(container);
        return Contains(container, item, other => AreEqual(other, item, rendering));
    }

    private static bool Contains(object? container, object? item, Predicate<object?> isItem) => container switch
    {
        string text => item is string part ? text.Contains(part, StringComparison.Ordinal) : throw new TemplateException("'in <string>' requires string as left operand"),
        List<object?> list => list.Exists(isItem),
        Map map => item is not null && map.ContainsKey(item),
        Undefined => false,
        _ => throw new TemplateException($"argument of type '{Values.TypeName(container)}' is not iterable"),
    };

    public static object? Calculate(string operation, object? left, object? right, Rendering rendering)
    {
        if (operation is "+" && left is string text && right is string other)
        {
            rendering.Make((long)text.Length + other.Length);
            return text + other;
        }

        if (operation is "+" && left is List<object?> list && right is List<object?> others)
        {
            rendering.Make((long)list.Count + others.Count);
            return new List<object?>([.. list, .. others]);
        }

        if (operation is "*" && (left is string or List<object?>) && IsNumber(right)) return Repeat(left, Integer(right), rendering);
        if (operation is "*" && (right is string or List<object?>) && IsNumber(left)) return Repeat(right, Integer(left), rendering);
        if (operation is "%" && left is string format)
        {
            rendering.Look(format);
            var formatted = StringFormat.Percent(format, right is Tuple many ? many : [right]);
            rendering.Look(formatted);
            return formatted;
        }

        if (!IsNumber(left) || !IsNumber(right)) throw Unsupported(operation, left, right);
        return Calculate(operation, left, right);
    }

    public static object Negate(object? value) => value switch
    {
        double number => -number,
        _ when IsNumber(value) => (object)checked(-Integer(value)),
        _ => throw Unsupported("-", value, value),
    };

    public static bool IsNumber(object? value) => value is long or double or bool;

    public static double Fraction(object? value) => value is double number ? number : Integer(value);

    /// <summary>A whole number that something needs.</summary>
    public static long Whole(object? value, string what) => value is long or bool
        ? Integer(value)
        : throw (value is Undefined missing ? missing.Error() : new TemplateException($"'{what}' must be a whole number"));

    private static long Integer(object? value) => value switch
    {
        long number => number,
        bool boolean => boolean ? 1 : 0,
        double number => (long)number,
        _ => throw new TemplateException("a number is needed"),
    };

    private static object Calculate(string operation, object? left, object? right)
    {
        var whole = left is not double && right is not double;
        if (operation is "/" or "//" or "%" && Fraction(right) is 0) throw new TemplateException("division by zero");
        return operation switch
        {
            "+" => whole ? (object)checked(Integer(left) + Integer(right)) : Fraction(left) + Fraction(right),
            "-" => whole ? (object)checked(Integer(left) - Integer(right)) : Fraction(left) - Fraction(right),
            "*" => whole ? (object)checked(Integer(left) * Integer(right)) : Fraction(left) * Fraction(right),
            "/" => Fraction(left) / Fraction(right),
            "//" => whole ? (object)Floor(Integer(left), Integer(right)) : Math.Floor(Fraction(left) / Fraction(right)),
            "%" => whole
                ? (object)checked(Integer(left) - Floor(Integer(left), Integer(right)) * Integer(right))
                : Fraction(left) - Math.Floor(Fraction(left) / Fraction(right)) * Fraction(right),
            _ when whole && WholePower(Integer(left), Integer(right)) is { } power => power,
            _ => Math.Pow(Fraction(left), Fraction(right)),
        };
    }

    private static long? WholePower(long value, long exponent) =>
        exponent >= 0 && Math.Pow(value, exponent) is var power && Math.Abs(power) < 1L << 53 ? (long)power : null;

    private static long Floor(long left, long right)
    {
        if (right is -1) return checked(-left); // the one division that overflows
        var quotient = left / right;
        return left % right is not 0 && left < 0 != right < 0 ? quotient - 1 : quotient;
    }

    private static object Repeat(object value, long times, Rendering rendering)
    {
        times = Math.Max(times, 0);
        var length = value is string text ? text.Length : ((List<object?>)value).Count;
        rendering.Make(length is 0 ? 0 : times > Rendering.LongestText ? long.MaxValue : length * times);
        if (length is 0) times = 0;
        return value is string part
            ? string.Concat(Enumerable.Repeat(part, (int)times))
            : Enumerable.Repeat((List<object?>)value, (int)times).SelectMany(items => items).ToList();
    }

    // Lists that share their parts may unfold to more than anybody can look at, so every look counts.
    private static bool AreEqual(object? left, object? right, Action<object?> look, int depth)
    {
        if (depth > Deepest) throw new TemplateException("The chat template nests too deep.");
        if (ReferenceEquals(left, right)) return true;
        look(left);
        return (left, right) switch
        {
            (string text, string other) => text == other,
            (Undefined, Undefined) => true,
            (List<object?> list, List<object?> others) => list.Count == others.Count
                && list.Zip(others).All(pair => AreEqual(pair.First, pair.Second, look, depth + 1)),
            (Map map, Map others) => map.Count == others.Count
                && map.All(member => others.TryGetValue(member.Key, out var other) && AreEqual(member.Value, other, look, depth + 1)),
            _ when IsNumber(left) && IsNumber(right) => left is double || right is double
                ? Fraction(left) == Fraction(right)
                : Integer(left) == Integer(right),
            _ => false,
        };
    }

    private static TemplateException Unsupported(string operation, object? left, object? right) =>
        (left as Undefined ?? right as Undefined)?.Error() ?? new TemplateException(
            $"unsupported operand type(s) for {operation}: '{Values.TypeName(left)}' and '{Values.TypeName(right)}'");
}
