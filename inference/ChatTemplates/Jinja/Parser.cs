using System.Runtime.CompilerServices;

namespace Andamento.Inference.ChatTemplates.Jinja;

/// <summary>Makes statements of tokens.</summary>
internal sealed class Parser
{
    private readonly TokenReader _tokens;
    private readonly ExpressionParser _expressions;
    private int _loops;

    private Parser(TokenReader tokens)
    {
        _tokens = tokens;
        _expressions = new(tokens);
    }

    /// <summary>A whole template.</summary>
    /// <exception cref="FormatException">It cannot be read; the message names the line.</exception>
    public static Block Parse(string source)
    {
        var parser = new Parser(new TokenReader(Lexer.Read(source)));
        var block = parser.Statements();
        return parser._tokens.Current.Kind is TokenKind.End ? block : throw parser._tokens.Unexpected();
    }

    // Up to one of some names, whose tag has then been begun; without names, up to the end.
    private Block Statements(params ReadOnlySpan<string> ends)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var statements = new List<Statement>();
        while (_tokens.Current.Kind is not TokenKind.End)
        {
            var token = _tokens.Next();
            if (token.Kind is TokenKind.Text) statements.Add(new WriteText(token.Value));
            else if (token.Kind is TokenKind.BeginValue)
            {
                statements.Add(new WriteValue(_expressions.Tuple()));
                _tokens.Expect(TokenKind.EndValue);
            }
            else
            {
                foreach (var end in ends)
                {
                    if (_tokens.SkipName(end)) return new(statements);
                }

                statements.Add(One());
            }
        }

        return ends.Length is 0 ? new(statements) : throw _tokens.Broken($"'{ends[^1]}' is missing");
    }

    private Block Body(params ReadOnlySpan<string> ends)
    {
        _tokens.Expect(TokenKind.EndStatement);
        return Statements(ends);
    }

    private Statement One()
    {
        var name = _tokens.Expect(TokenKind.Name).Value;
        var statement = name switch
        {
            "if" => IfStatement(),
            "for" => ForStatement(),
            "set" => SetStatement(),
            "macro" => MacroStatement(),
            "call" => CallStatement(),
            "filter" => FilterStatement(),
            "with" => WithStatement(),
            "generation" => new Within([], Body("endgeneration"), hasScope: false),
            "break" or "continue" when _loops > 0 => new Jump(name is "break" ? Flow.Break : Flow.Continue),
            _ => throw _tokens.Broken($"the statement '{name}' is not known here"),
        };
        _tokens.Expect(TokenKind.EndStatement);
        return statement;
    }

    private If IfStatement()
    {
        var branches = new List<(Expression, Block)>();
        while (true)
        {
            var condition = _expressions.Tuple();
            var body = Body("elif", "else", "endif");
            branches.Add((condition, body));
            var end = _tokens.Previous.Value;
            if (end is "elif") continue;
            return new(branches, end is "else" ? Body("endif") : null);
        }
    }

    private For ForStatement()
    {
        var target = _expressions.Target();
        _tokens.ExpectName("in");
        var items = _expressions.Tuple(withChoice: false);
        var condition = _tokens.SkipName("if") ? _expressions.Full() : null;
        if (_tokens.Current.IsName("recursive")) throw _tokens.Broken("recursive loops are not known here");
        _loops++;
        var body = Body("else", "endfor");
        _loops--;
        return new(target, items, condition, body, _tokens.Previous.Value is "else" ? Body("endfor") : null);
    }

    private Statement SetStatement()
    {
        var target = _expressions.Target();
        if (_tokens.Skip("=")) return new Set(target, _expressions.Tuple());

        var filter = _expressions.Filters();
        return new Captured(target, Body("endset"), filter);
    }

    private Macro MacroStatement()
    {
        var name = _tokens.Expect(TokenKind.Name).Value;
        _tokens.Expect("(");
        return new(name, Parameters(), Routine("endmacro"));
    }

    // A macro's body is not inside of the loop that it is written in.
    private Block Routine(string end)
    {
        var loops = _loops;
        _loops = 0;
        var body = Body(end);
        _loops = loops;
        return body;
    }

    private List<(string, Expression?)> Parameters()
    {
        var parameters = new List<(string, Expression?)>();
        while (!_tokens.Skip(")"))
        {
            if (parameters.Count > 0) _tokens.Expect(",");
            var name = _tokens.Expect(TokenKind.Name).Value;
            parameters.Add((name, _tokens.Skip("=") ? _expressions.Full() : null));
        }

        return parameters;
    }

    private CallBlock CallStatement()
    {
        var parameters = _tokens.Skip("(") ? Parameters() : [];
        if (_expressions.Full() is not CallExpression call) throw _tokens.Broken("a call is needed");
        return new(call, new Macro("caller", parameters, Routine("endcall")));
    }

    private Captured FilterStatement()
    {
        var filter = _expressions.Filters(isFirstNamed: true);
        return new(null, Body("endfilter"), filter);
    }

    private Within WithStatement()
    {
        var names = new List<(Expression, Expression)>();
        while (_tokens.Current.Kind is not TokenKind.EndStatement)
        {
            if (names.Count > 0) _tokens.Expect(",");
            var target = _expressions.Target();
            _tokens.Expect("=");
            names.Add((target, _expressions.Full()));
        }

        return new(names, Body("endwith"), hasScope: true);
    }
}
