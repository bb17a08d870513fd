namespace Andamento.Inference.ChatTemplates.Jinja;

/// <summary>Walks over the tokens of a template.</summary>
internal sealed class TokenReader(IReadOnlyList<Token> tokens)
{
    private int _at;

    public Token Current => tokens[_at];

    public Token Ahead => tokens[Math.Min(_at + 1, tokens.Count - 1)];

    public Token Previous => tokens[_at - 1];

    public Token Next()
    {
        var token = tokens[_at];
        if (_at < tokens.Count - 1) _at++;
        return token;
    }

    public bool Skip(string operation) => SkipIf(Current.Is(operation));

    public bool SkipName(string name) => SkipIf(Current.IsName(name));

    public Token Expect(TokenKind kind) => Current.Kind == kind ? Next() : throw Unexpected();

    public void Expect(string operation)
    {
        if (!Skip(operation)) throw Broken($"'{operation}' is missing before '{Current.Value}'");
    }

    public void ExpectName(string name)
    {
        if (!SkipName(name)) throw Broken($"'{name}' is missing before '{Current.Value}'");
    }

    public FormatException Unexpected() => Broken(
        Current.Kind is TokenKind.End ? "the template ends too early" : $"'{Current.Value}' is not expected");

    public FormatException Broken(string what) => new($"line {Current.Line}: {what}");

    private bool SkipIf(bool condition)
    {
        if (condition) Next();
        return condition;
    }
}
