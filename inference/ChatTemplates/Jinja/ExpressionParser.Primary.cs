using System.Globalization;

namespace Andamento.Inference.ChatTemplates.Jinja;

/// <summary>What expressions are made of: names, numbers, texts, lists, mappings.</summary>
internal sealed partial class ExpressionParser
{
    private Expression Primary()
    {
        var token = tokens.Next();
        return token.Kind switch
        {
            TokenKind.Name => token.Value switch
            {
                "true" or "True" => new Literal(true),
                "false" or "False" => new Literal(false),
                "none" or "None" => new Literal(null),
                _ => new NameReference(token.Value),
            },
            TokenKind.String => Text(token.Value),
            TokenKind.Integer when long.TryParse(Plain(token), out var number) => new Literal(number),
            TokenKind.Float => new Literal(double.Parse(Plain(token), CultureInfo.InvariantCulture)),
            TokenKind.Operator when token.Value is "(" => Parenthesized(),
            TokenKind.Operator when token.Value is "[" => new ListLiteral(Items("]")),
            TokenKind.Operator when token.Value is "{" => Map(),
            _ => throw tokens.Broken(token.Kind is TokenKind.End ? "the template ends too early" : $"'{token.Value}' is not expected"),
        };
    }

    private static string Plain(Token token) => token.Value.Replace("_", "", StringComparison.Ordinal);

    // Strings side by side are one.
    private Literal Text(string text)
    {
        while (tokens.Current.Kind is TokenKind.String) text += tokens.Next().Value;
        return new(text);
    }

    private Expression Parenthesized()
    {
        if (tokens.Skip(")")) return new ListLiteral([], isTuple: true);
        var value = Tuple();
        tokens.Expect(")");
        return value;
    }

    private List<Expression> Items(string end)
    {
        var items = new List<Expression>();
        while (!tokens.Skip(end))
        {
            if (items.Count > 0)
            {
                tokens.Expect(",");
                if (tokens.Skip(end)) break;
            }

            items.Add(Full());
        }

        return items;
    }

    private MapLiteral Map()
    {
        var members = new List<(Expression, Expression)>();
        while (!tokens.Skip("}"))
        {
            if (members.Count > 0)
            {
                tokens.Expect(",");
                if (tokens.Skip("}")) break;
            }

            var key = Full();
            tokens.Expect(":");
            members.Add((key, Full()));
        }

        return new(members);
    }
}
