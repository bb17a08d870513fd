namespace Andamento.Inference.ChatTemplates.Jinja;

/// <summary>A part of a template that has a value.</summary>
internal abstract class Expression
{
    public object? Evaluate(Scope scope)
    {
        scope.Rendering.Step();
        return Value(scope);
    }

    public bool IsTrue(Scope scope) => Values.IsTrue(Evaluate(scope));

    protected abstract object? Value(Scope scope);
}

internal sealed class Literal(object? value) : Expression
{
    protected override object? Value(Scope scope) => value;
}

internal sealed class NameReference(string name) : Expression
{
    public string Name => name;

    protected override object? Value(Scope scope) => scope[name];
}

internal sealed class ListLiteral(List<Expression> items, bool isTuple = false) : Expression
{
    public IReadOnlyList<Expression> Items => items;

    protected override object? Value(Scope scope)
    {
        var values = items.ConvertAll(item => item.Evaluate(scope));
        return isTuple ? new Tuple(values) : values;
    }
}

internal sealed class MapLiteral(List<(Expression Key, Expression Value)> members) : Expression
{
    protected override object? Value(Scope scope)
    {
        var map = new Map();
        foreach (var (key, value) in members)
        {
            map[key.Evaluate(scope) ?? throw new TemplateException("None cannot be a key here")] = value.Evaluate(scope);
        }

        return map;
    }
}

internal sealed class Choice(Expression condition, Expression then, Expression? otherwise) : Expression
{
    protected override object? Value(Scope scope) => condition.IsTrue(scope)
        ? then.Evaluate(scope)
        : otherwise is null ? new Undefined("the inline if-expression has no else") : otherwise.Evaluate(scope);
}

/// <summary><c>and</c>, <c>or</c>: the side that decides.</summary>
internal sealed class Logic(bool isAnd, Expression left, Expression right) : Expression
{
    protected override object? Value(Scope scope)
    {
        var first = left.Evaluate(scope);
        return Values.IsTrue(first) == isAnd ? right.Evaluate(scope) : first;
    }
}

internal sealed class Not(Expression operand) : Expression
{
    protected override object? Value(Scope scope) => !operand.IsTrue(scope);
}

internal sealed class Sign(string operation, Expression operand) : Expression
{
    protected override object? Value(Scope scope) =>
        operation is "-" ? Operators.Negate(operand.Evaluate(scope)) : operand.Evaluate(scope);
}

internal sealed class Calculation(string operation, Expression left, Expression right) : Expression
{
    protected override object? Value(Scope scope) =>
        Operators.Calculate(operation, left.Evaluate(scope), right.Evaluate(scope), scope.Rendering);
}

/// <summary><c>a ~ b</c>: as texts.</summary>
internal sealed class Concatenation(List<Expression> parts) : Expression
{
    protected override object? Value(Scope scope)
    {
        var texts = parts.ConvertAll(part => PythonText.Of(part.Evaluate(scope)));
        scope.Rendering.Make(texts.Sum(text => (long)text.Length));
        return string.Concat(texts);
    }
}

/// <summary><c>a &lt; b &lt;= c</c>, <c>in</c>, <c>not in</c>.</summary>
internal sealed class Comparison(Expression first, List<(string Operation, Expression Right)> rest) : Expression
{
    protected override object? Value(Scope scope)
    {
        var left = first.Evaluate(scope);
        foreach (var (operation, expression) in rest)
        {
            var right = expression.Evaluate(scope);
            if (!Holds(operation, left, right, scope.Rendering)) return false;
            left = right;
        }

        return true;
    }

    private static bool Holds(string operation, object? left, object? right, Rendering rendering) => operation switch
    {
        "==" => Operators.AreEqual(left, right, rendering),
        "!=" => !Operators.AreEqual(left, right, rendering),
        "<" => Operators.Compare(left, right, rendering) < 0,
        "<=" => Operators.Compare(left, right, rendering) <= 0,
        ">" => Operators.Compare(left, right, rendering) > 0,
        ">=" => Operators.Compare(left, right, rendering) >= 0,
        "in" => Operators.Contains(right, left, rendering),
        _ => !Operators.Contains(right, left, rendering),
    };
}

/// <summary><c>a.b</c></summary>
internal sealed class Attribute(Expression target, string name) : Expression
{
    public Expression Target => target;

    public string Name => name;

    protected override object? Value(Scope scope)
    {
        var value = target.Evaluate(scope);
        if (value is string or List<object?>) scope.Rendering.Look(value); // a method of it is called next, which may look at it all
        return Members.Attribute(value, name);
    }
}

/// <summary><c>a[b]</c></summary>
internal sealed class Subscript(Expression target, Expression key) : Expression
{
    protected override object? Value(Scope scope)
    {
        var value = target.Evaluate(scope);
        if (value is string) scope.Rendering.Look(value); // its characters are counted from the beginning
        return Members.Item(value, key.Evaluate(scope));
    }
}

/// <summary><c>a[b:c:d]</c></summary>
internal sealed class Slice(Expression target, Expression? start, Expression? stop, Expression? step) : Expression
{
    protected override object? Value(Scope scope) => Members.Slice(
        target.Evaluate(scope), Bound(start, scope), Bound(stop, scope), Bound(step, scope) ?? 1, scope.Rendering);

    private static long? Bound(Expression? bound, Scope scope) =>
        bound?.Evaluate(scope) is { } value ? Operators.Whole(value, "slice") : null;
}

/// <summary>The arguments of a call, not yet evaluated.</summary>
internal sealed record ArgumentList(List<Expression> Positional, List<(string Name, Expression Value)> Named)
{
    public static ArgumentList None { get; } = new([], []);

    public Arguments Evaluate(Scope scope)
    {
        var positional = new List<object?>(Positional.Count);
        foreach (var argument in Positional) positional.Add(argument.Evaluate(scope));
        if (Named.Count is 0) return new(scope.Rendering, positional, Arguments.NoNames);

        var named = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in Named) named[name] = value.Evaluate(scope);
        return new(scope.Rendering, positional, named);
    }
}

internal sealed class CallExpression(Expression target, ArgumentList arguments) : Expression
{
    protected override object? Value(Scope scope) => Call(scope, null);

    /// <summary>Calls with a block that the called macro may ask for.</summary>
    public object? Call(Scope scope, Callable? caller)
    {
        if (target.Evaluate(scope) is not Callable callable)
        {
            throw (target.Evaluate(scope) as Undefined)?.Error() ?? new TemplateException("something is called that is no function");
        }

        var evaluated = arguments.Evaluate(scope);
        var made = callable(caller is null
            ? evaluated
            : new(scope.Rendering, evaluated.Positional, new(evaluated.Named, StringComparer.Ordinal) { ["caller"] = caller }));
        scope.Rendering.Look(made);
        return made;
    }
}

/// <summary><c>a | filter(b)</c></summary>
internal sealed class Filtered(Expression target, Filter filter, ArgumentList arguments) : Expression
{
    protected override object? Value(Scope scope) =>
        Filters.Apply(filter, target.Evaluate(scope), arguments.Evaluate(scope));
}

/// <summary><c>a is test(b)</c></summary>
internal sealed class Tested(Expression target, Test test, ArgumentList arguments, bool negated) : Expression
{
    protected override object? Value(Scope scope) =>
        Tests.Apply(test, target.Evaluate(scope), arguments.Evaluate(scope)) != negated;
}
