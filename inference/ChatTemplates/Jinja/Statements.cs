namespace Andamento.Inference.ChatTemplates.Jinja;

/// <summary>How a statement ended.</summary>
internal enum Flow
{
    /// <summary>The next one follows.</summary>
    Next,

    /// <summary>The loop around it ends.</summary>
    Break,

    /// <summary>The loop around it goes on with its next item.</summary>
    Continue,
}

/// <summary>A part of a template that writes or does something.</summary>
internal abstract class Statement
{
    public abstract Flow Run(Scope scope);
}

internal sealed class Block(List<Statement> statements) : Statement
{
    public override Flow Run(Scope scope)
    {
        foreach (var statement in statements)
        {
            scope.Rendering.Step();
            if (statement.Run(scope) is not Flow.Next and var flow) return flow;
        }

        return Flow.Next;
    }

    /// <summary>What it writes, as a text.</summary>
    public string Capture(Scope scope) => scope.Rendering.Capture(() => Run(scope));
}

internal sealed class WriteText(string text) : Statement
{
    public override Flow Run(Scope scope)
    {
        scope.Rendering.Write(text);
        return Flow.Next;
    }
}

internal sealed class WriteValue(Expression value) : Statement
{
    public override Flow Run(Scope scope)
    {
        scope.Rendering.Write(PythonText.Of(value.Evaluate(scope)));
        return Flow.Next;
    }
}

internal sealed class If(List<(Expression Condition, Block Body)> branches, Block? otherwise) : Statement
{
    public override Flow Run(Scope scope)
    {
        foreach (var (condition, body) in branches)
        {
            if (condition.IsTrue(scope)) return body.Run(scope);
        }

        return otherwise?.Run(scope) ?? Flow.Next;
    }
}

internal sealed class Jump(Flow flow) : Statement
{
    public override Flow Run(Scope scope) => flow;
}

internal sealed class Set(Expression target, Expression value) : Statement
{
    public override Flow Run(Scope scope)
    {
        Assignment.Set(target, value.Evaluate(scope), scope);
        return Flow.Next;
    }
}

/// <summary><c>{% set x %} ... {% endset %}</c> and <c>{% filter f %} ... {% endfilter %}</c>.</summary>
internal sealed class Captured(Expression? target, Block body, Func<Expression, Expression> filter) : Statement
{
    public override Flow Run(Scope scope)
    {
        var value = filter(new Literal(body.Capture(scope.Inner()))).Evaluate(scope);
        if (target is not null) Assignment.Set(target, value, scope);
        else scope.Rendering.Write(PythonText.Of(value));
        return Flow.Next;
    }
}

/// <summary><c>{% with a = 1 %}</c>, and what only groups.</summary>
internal sealed class Within(List<(Expression Target, Expression Value)> names, Block body, bool hasScope) : Statement
{
    public override Flow Run(Scope scope)
    {
        if (!hasScope) return body.Run(scope);

        var inner = scope.Inner();
        foreach (var (target, value) in names) Assignment.Set(target, value.Evaluate(scope), inner);
        return body.Run(inner);
    }
}

internal static class Assignment
{
    /// <summary>Gives a value to a name, to several, or to an attribute of a namespace.</summary>
    public static void Set(Expression target, object? value, Scope scope)
    {
        switch (target)
        {
            case NameReference name:
                scope[name.Name] = value;
                break;
            case Attribute attribute when attribute.Target.Evaluate(scope) is Namespace space:
                space.Attributes[attribute.Name] = value;
                break;
            case ListLiteral list:
                var items = Values.Items(value);
                if (items.Count != list.Items.Count) throw new TemplateException($"{items.Count} values cannot be given to {list.Items.Count} names");
                for (var i = 0; i < items.Count; i++) Set(list.Items[i], items[i], scope);
                break;
            default:
                throw new TemplateException("cannot assign attribute on non-namespace object");
        }
    }
}
