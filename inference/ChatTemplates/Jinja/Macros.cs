namespace Andamento.Inference.ChatTemplates.Jinja;

/// <summary>A part of a template that can be called.</summary>
internal sealed class Macro(string name, List<(string Name, Expression? Default)> parameters, Block body) : Statement
{
    public override Flow Run(Scope scope)
    {
        scope[name] = Bind(scope);
        return Flow.Next;
    }

    /// <summary>The macro as something to call: it sees the names that its surroundings have at the time of the call.</summary>
    public Callable Bind(Scope scope) => arguments => scope.Rendering.Deeper(() =>
    {
        var inner = scope.Inner();
        for (var i = 0; i < parameters.Count; i++)
        {
            var (parameter, otherwise) = parameters[i];
            inner[parameter] = i < arguments.Positional.Count ? arguments.Positional[i]
                : arguments.Named.TryGetValue(parameter, out var given) ? given
                : otherwise is not null ? otherwise.Evaluate(inner)
                : new Undefined($"parameter '{parameter}' was not provided");
        }

        if (arguments.Named.TryGetValue("caller", out var caller)) inner["caller"] = caller;
        inner["varargs"] = new Tuple(arguments.Positional.Skip(parameters.Count));
        return body.Capture(inner);
    });
}

/// <summary><c>{% call f(x) %} ... {% endcall %}</c>: the block is what <c>caller()</c> gives.</summary>
internal sealed class CallBlock(CallExpression call, Macro block) : Statement
{
    public override Flow Run(Scope scope)
    {
        scope.Rendering.Write(PythonText.Of(call.Call(scope, block.Bind(scope))));
        return Flow.Next;
    }
}
