using System.Runtime.CompilerServices;

namespace Andamento.Inference.ChatTemplates.Jinja;

/// <summary>Makes expressions of tokens; a method for each level of precedence, from the loosest to the tightest.</summary>
internal sealed partial class ExpressionParser(TokenReader tokens)
{
    private static readonly string[] Comparisons = ["==", "!=", "<", "<=", ">", ">="];

    /// <summary>An expression, or several with commas between them.</summary>
    public Expression Tuple(bool withChoice = true)
    {
        var first = withChoice ? Full() : Or();
        if (!tokens.Current.Is(",")) return first;

        var items = new List<Expression> { first };
        while (tokens.Skip(",") && !EndsTuple()) items.Add(withChoice ? Full() : Or());
        return new ListLiteral(items, isTuple: true);
    }

    /// <summary>What a value can be given to: a name, names, an attribute.</summary>
    public Expression Target()
    {
        var items = new List<Expression>();
        var several = false;
        do
        {
            if (tokens.Skip("("))
            {
                items.Add(Target());
                tokens.Expect(")");
            }
            else
            {
                var name = tokens.Expect(TokenKind.Name).Value;
                items.Add(tokens.Skip(".") ? new Attribute(new NameReference(name), tokens.Expect(TokenKind.Name).Value) : new NameReference(name));
            }

            if (!tokens.Current.Is(",")) break;
            several = true;
        }
        while (tokens.Skip(",") && (tokens.Current.Kind is TokenKind.Name && !tokens.Current.IsName("in") || tokens.Current.Is("(")));
        return several ? new ListLiteral(items) : items[0];
    }

    /// <summary>An expression with its choice: <c>a if b else c</c>.</summary>
    public Expression Full()
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var value = Or();
        while (tokens.SkipName("if"))
        {
            var condition = Or();
            value = new Choice(condition, value, tokens.SkipName("else") ? Full() : null);
        }

        return value;
    }

    /// <summary>The filters that follow, as what they make of an expression.</summary>
    public Func<Expression, Expression> Filters(bool isFirstNamed = false)
    {
        var filters = new List<(Filter Filter, ArgumentList Arguments)>();
        while (isFirstNamed || tokens.Skip("|"))
        {
            isFirstNamed = false;
            filters.Add(FilterName());
        }

        return target => filters.Aggregate(target, (inner, next) => new Filtered(inner, next.Filter, next.Arguments));
    }

    private bool EndsTuple() =>
        tokens.Current.Kind is TokenKind.EndValue or TokenKind.EndStatement || tokens.Current.Is(")") || tokens.Current.Is("]");

    private Expression Or()
    {
        var left = And();
        while (tokens.SkipName("or")) left = new Logic(isAnd: false, left, And());
        return left;
    }

    private Expression And()
    {
        var left = Negation();
        while (tokens.SkipName("and")) left = new Logic(isAnd: true, left, Negation());
        return left;
    }

    private Expression Negation()
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return tokens.SkipName("not") ? new Not(Negation()) : Compared();
    }

    private Expression Compared()
    {
        var first = Sum();
        var rest = new List<(string, Expression)>();
        while (true)
        {
            if (tokens.Current.Kind is TokenKind.Operator && Comparisons.Contains(tokens.Current.Value)) rest.Add((tokens.Next().Value, Sum()));
            else if (tokens.SkipName("in")) rest.Add(("in", Sum()));
            else if (tokens.Current.IsName("not") && tokens.Ahead.IsName("in"))
            {
                tokens.Next();
                tokens.Next();
                rest.Add(("not in", Sum()));
            }
            else return rest.Count is 0 ? first : new Comparison(first, rest);
        }
    }

    private Expression Sum()
    {
        var left = Concatenated();
        while (tokens.Current.Is("+") || tokens.Current.Is("-")) left = new Calculation(tokens.Next().Value, left, Concatenated());
        return left;
    }

    private Expression Concatenated()
    {
        var parts = new List<Expression> { Product() };
        while (tokens.Skip("~")) parts.Add(Product());
        return parts.Count is 1 ? parts[0] : new Concatenation(parts);
    }

    private Expression Product()
    {
        var left = Power();
        while (tokens.Current.Is("*") || tokens.Current.Is("/") || tokens.Current.Is("//") || tokens.Current.Is("%"))
        {
            left = new Calculation(tokens.Next().Value, left, Power());
        }

        return left;
    }

    private Expression Power()
    {
        var left = Unary(withFilter: true);
        while (tokens.Skip("**")) left = new Calculation("**", left, Unary(withFilter: true));
        return left;
    }

    private Expression Unary(bool withFilter)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var value = tokens.Current.Is("-") || tokens.Current.Is("+")
            ? new Sign(tokens.Next().Value, Unary(withFilter: false))
            : Primary();
        value = Postfix(value);
        return withFilter ? FiltersAndTests(value) : value;
    }

    private Expression FiltersAndTests(Expression value)
    {
        while (true)
        {
            if (tokens.Skip("|"))
            {
                var (filter, arguments) = FilterName();
                value = new Filtered(value, filter, arguments);
            }
            else if (tokens.SkipName("is")) value = TestOf(value);
            else if (tokens.Current.Is("(")) value = Postfix(value);
            else return value;
        }
    }

    private (Filter Filter, ArgumentList Arguments) FilterName()
    {
        var name = tokens.Expect(TokenKind.Name).Value;
        if (!Jinja.Filters.All.TryGetValue(name, out var filter)) throw tokens.Broken($"the filter '{name}' is not known here");
        return (filter, tokens.Skip("(") ? Arguments() : ArgumentList.None);
    }

    private Tested TestOf(Expression value)
    {
        var negated = tokens.SkipName("not");
        var name = tokens.Expect(TokenKind.Name).Value;
        if (!Tests.All.TryGetValue(name, out var test)) throw tokens.Broken($"the test '{name}' is not known here");
        if (tokens.Skip("(")) return new(value, test, Arguments(), negated);
        return new(value, test, HasArgument() ? new([Postfix(Primary())], []) : ArgumentList.None, negated);
    }

    private bool HasArgument() => tokens.Current.Kind switch
    {
        TokenKind.String or TokenKind.Integer or TokenKind.Float => true,
        TokenKind.Name => tokens.Current.Value is not ("else" or "or" or "and" or "is" or "if" or "in" or "not"),
        _ => tokens.Current.Is("[") || tokens.Current.Is("{"),
    };

    private Expression Postfix(Expression value)
    {
        while (true)
        {
            if (tokens.Skip("."))
            {
                value = tokens.Current.Kind is TokenKind.Integer
                    ? new Subscript(value, Primary())
                    : new Attribute(value, tokens.Expect(TokenKind.Name).Value);
            }
            else if (tokens.Skip("[")) value = SubscriptOf(value);
            else if (tokens.Skip("(")) value = new CallExpression(value, Arguments());
            else return value;
        }
    }

    private Expression SubscriptOf(Expression value)
    {
        var start = tokens.Current.Is(":") ? null : Full();
        if (start is not null && tokens.Skip("]")) return new Subscript(value, start);

        tokens.Expect(":");
        var stop = tokens.Current.Is(":") || tokens.Current.Is("]") ? null : Full();
        var step = tokens.Skip(":") && !tokens.Current.Is("]") ? Full() : null;
        tokens.Expect("]");
        return new Slice(value, start, stop, step);
    }

    private ArgumentList Arguments()
    {
        var positional = new List<Expression>();
        var named = new List<(string, Expression)>();
        while (!tokens.Skip(")"))
        {
            if (positional.Count + named.Count > 0)
            {
                tokens.Expect(",");
                if (tokens.Skip(")")) break;
            }

            if (tokens.Current.Kind is TokenKind.Name && tokens.Ahead.Is("="))
            {
                var name = tokens.Next().Value;
                tokens.Next();
                named.Add((name, Full()));
            }
            else if (named.Count > 0) throw tokens.Broken("an argument without a name follows one with a name");
            else positional.Add(Full());
        }

        return new(positional, named);
    }
}
