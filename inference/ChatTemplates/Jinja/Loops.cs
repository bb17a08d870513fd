namespace Andamento.Inference.ChatTemplates.Jinja;

internal sealed class For(Expression target, Expression items, Expression? condition, Block body, Block? otherwise) : Statement
{
    public override Flow Run(Scope scope)
    {
        var all = Values.Items(items.Evaluate(scope));
        scope.Rendering.Make(all.Count);
        var kept = condition is null ? all.ToArray() : [.. all.Where(item => condition.IsTrue(With(scope, item)))];
        if (kept.Length is 0) return otherwise?.Run(scope) ?? Flow.Next;

        var loop = new LoopState(kept);
        for (var i = 0; i < kept.Length; i++)
        {
            scope.Rendering.Step();
            loop.Index = i;
            var inner = With(scope, kept[i]);
            inner["loop"] = loop;
            if (body.Run(inner) is Flow.Break) break;
        }

        return Flow.Next;
    }

    private Scope With(Scope scope, object? item)
    {
        var inner = scope.Inner();
        Assignment.Set(target, item, inner);
        return inner;
    }
}

/// <summary>What a template knows as <c>loop</c>.</summary>
internal sealed class LoopState(object?[] items)
{
    private object? _last;
    private bool _hasLast;

    /// <summary>The place of the item that is being looked at.</summary>
    public int Index { get; set; }

    public object? Attribute(string name) => name switch
    {
        "index" => Index + 1L,
        "index0" => (long)Index,
        "revindex" => (long)items.Length - Index,
        "revindex0" => items.Length - Index - 1L,
        "first" => Index is 0,
        "last" => Index == items.Length - 1,
        "length" => (long)items.Length,
        "depth" => 1L, // only recursive loops go deeper
        "depth0" => 0L,
        "previtem" => Index > 0 ? items[Index - 1] : new Undefined("there is no previous item"),
        "nextitem" => Index + 1 < items.Length ? items[Index + 1] : new Undefined("there is no next item"),
        "cycle" => new Callable(arguments => arguments.Positional.Count > 0
            ? arguments.Positional[Index % arguments.Positional.Count]
            : throw new TemplateException("no items for cycling given")),
        "changed" => new Callable(arguments => HasChanged(arguments.Positional, arguments.Rendering)),
        _ => null,
    };

    private bool HasChanged(List<object?> value, Rendering rendering)
    {
        if (_hasLast && Operators.AreEqual(_last, value, rendering)) return false;
        (_last, _hasLast) = (value, true);
        return true;
    }
}
