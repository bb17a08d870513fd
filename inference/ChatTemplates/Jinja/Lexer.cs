using System.Text;

namespace Andamento.Inference.ChatTemplates.Jinja;

/// <summary>What a token is.</summary>
internal enum TokenKind
{
    /// <summary>Text to write as it is.</summary>
    Text,

    /// <summary>The beginning of <c>{{ }}</c>.</summary>
    BeginValue,

    /// <summary>Its end.</summary>
    EndValue,

    /// <summary>The beginning of <c>{% %}</c>.</summary>
    BeginStatement,

    /// <summary>Its end.</summary>
    EndStatement,

    Name,
    String,
    Integer,
    Float,
    Operator,

    /// <summary>The end of the template.</summary>
    End,
}

/// <summary>A token of a template.</summary>
internal readonly record struct Token(TokenKind Kind, string Value, int Line)
{
    public bool Is(string operation) => Kind is TokenKind.Operator && Value == operation;

    public bool IsName(string name) => Kind is TokenKind.Name && Value == name;
}

/// <summary>
/// Cuts a template into tokens, with the white-space rules that chat templates are written for: the line break after a statement
/// vanishes (trim_blocks), and so do spaces before one that begins a line (lstrip_blocks).
/// </summary>
internal sealed class Lexer
{
    private static readonly string[] Operators =
    [
        "**", "//", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{", "}", ">", "<", "=", ".", ":", "|", ",",
    ];

    private readonly string _source;
    private readonly List<Token> _tokens = [];
    private int _at, _line = 1;

    private Lexer(string source) => _source = source;

    /// <summary>The tokens of a template.</summary>
    /// <exception cref="FormatException">It cannot be read.</exception>
    public static IReadOnlyList<Token> Read(string source)
    {
        source = source.ReplaceLineEndings("\n");
        if (source.EndsWith('\n')) source = source[..^1]; // the template's own end is not part of the text
        var lexer = new Lexer(source);
        lexer.Read();
        return lexer._tokens;
    }

    private void Read()
    {
        var start = 0;
        while (NextTag() is var (at, kind))
        {
            var sign = at + 2 < _source.Length ? _source[at + 2] : ' ';
            AddText(start, at, sign, isValue: kind is '{');
            _at = at + (sign is '-' or '+' ? 3 : 2);
            if (kind is '#') SkipComment();
            else if (kind is '%' && TryReadRaw()) { }
            else ReadTag(kind is '{');
            start = _at;
        }

        AddText(start, _source.Length, ' ', isValue: true);
        Add(TokenKind.End, "");
    }

    private (int At, char Kind)? NextTag()
    {
        for (var at = _at; (at = _source.IndexOf('{', at)) >= 0 && at + 1 < _source.Length; at++)
        {
            if (_source[at + 1] is '{' or '%' or '#') return (at, _source[at + 1]);
        }

        return null;
    }

    private void AddText(int start, int end, char sign, bool isValue)
    {
        var text = _source.AsSpan(start, end - start);
        if (sign is '-') text = text.TrimEnd();
        else if (sign is not '+' && !isValue)
        {
            var line = text.LastIndexOf('\n') + 1;
            var beginsLine = line > 0 || start is 0 || _source[start - 1] is '\n';
            if (beginsLine && text[line..].IsWhiteSpace()) text = text[..line];
        }

        if (!text.IsEmpty) Add(TokenKind.Text, text.ToString());
        _line += _source.AsSpan(start, end - start).Count('\n');
    }

    private void SkipComment()
    {
        var end = _source.IndexOf("#}", _at, StringComparison.Ordinal);
        if (end < 0) throw Broken("a comment has no end");
        _line += _source.AsSpan(_at, end - _at).Count('\n');
        var sign = _source[end - 1];
        _at = end + 2;
        SkipAfter(sign, trim: true);
    }

    // {% raw %} ... {% endraw %} is text, whatever it looks like.
    private bool TryReadRaw()
    {
        var (at, line) = (_at, _line);
        SkipSpaces();
        if (!_source.AsSpan(_at).StartsWith("raw") || EndOfTag(_at + 3) is not { } begin)
        {
            (_at, _line) = (at, line);
            return false;
        }

        _at = begin.At;
        SkipAfter(begin.Sign, trim: true);
        var start = _at;
        while (NextTag() is var (tag, kind))
        {
            var sign = _source[tag + 2 < _source.Length ? tag + 2 : tag];
            _at = tag + (sign is '-' or '+' ? 3 : 2);
            if (kind is not '%') continue;
            SkipSpaces();
            if (!_source.AsSpan(_at).StartsWith("endraw") || EndOfTag(_at + 6) is not { } end) continue;
            AddText(start, tag, sign, isValue: false);
            _at = end.At;
            SkipAfter(end.Sign, trim: true);
            return true;
        }

        throw Broken("raw has no end");
    }

    private (int At, char Sign)? EndOfTag(int at)
    {
        while (at < _source.Length && char.IsWhiteSpace(_source[at])) at++;
        var sign = at < _source.Length ? _source[at] : ' ';
        if (sign is '-' or '+') at++;
        return _source.AsSpan(at).StartsWith("%}") ? (at + 2, sign) : null;
    }

    private void ReadTag(bool isValue)
    {
        Add(isValue ? TokenKind.BeginValue : TokenKind.BeginStatement, "");
        var end = isValue ? "}}" : "%}";
        for (var depth = 0; ;)
        {
            SkipSpaces();
            if (_at >= _source.Length) throw Broken("a tag has no end");
            var rest = _source.AsSpan(_at);
            var signed = rest.Length > 2 && (rest[0] is '-' || rest[0] is '+' && !isValue) && rest[1..].StartsWith(end);
            if (signed || depth is 0 && rest.StartsWith(end))
            {
                Add(isValue ? TokenKind.EndValue : TokenKind.EndStatement, "");
                _at += signed ? 3 : 2;
                SkipAfter(signed ? rest[0] : ' ', trim: !isValue);
                return;
            }

            if (rest[0] is '{' or '(' or '[') depth++;
            if (rest[0] is '}' or ')' or ']') depth--;
            ReadToken(rest);
        }
    }

    private void SkipAfter(char sign, bool trim)
    {
        if (sign is '-') SkipSpaces();
        else if (trim && sign is not '+' && _at < _source.Length && _source[_at] is '\n')
        {
            _at++;
            _line++;
        }
    }

    private void ReadToken(ReadOnlySpan<char> rest)
    {
        var first = rest[0];
        if (first is '\'' or '"') ReadString(first);
        else if (char.IsAsciiDigit(first)) ReadNumber(rest);
        else if (char.IsLetter(first) || first is '_')
        {
            var length = 1;
            while (length < rest.Length && (char.IsLetterOrDigit(rest[length]) || rest[length] is '_')) length++;
            Take(TokenKind.Name, length);
        }
        else
        {
            foreach (var operation in Operators)
            {
                if (!rest.StartsWith(operation)) continue;
                Take(TokenKind.Operator, operation.Length);
                return;
            }

            throw Broken($"'{first}' is not expected");
        }
    }

    private void ReadNumber(ReadOnlySpan<char> rest)
    {
        var length = Digits(rest, 0);
        var isFloat = false;
        if (length + 1 < rest.Length && rest[length] is '.' && char.IsAsciiDigit(rest[length + 1]))
        {
            isFloat = true;
            length = Digits(rest, length + 1);
        }

        if (length + 1 < rest.Length && rest[length] is 'e' or 'E')
        {
            var exponent = length + (rest[length + 1] is '+' or '-' ? 2 : 1);
            if (exponent < rest.Length && char.IsAsciiDigit(rest[exponent]))
            {
                isFloat = true;
                length = Digits(rest, exponent);
            }
        }

        Take(isFloat ? TokenKind.Float : TokenKind.Integer, length);
    }

    private static int Digits(ReadOnlySpan<char> rest, int at)
    {
        while (at < rest.Length && (char.IsAsciiDigit(rest[at]) || rest[at] is '_')) at++;
        return at;
    }

    private void ReadString(char quote)
    {
        var text = new StringBuilder();
        for (var at = _at + 1; at < _source.Length; at++)
        {
            if (_source[at] == quote)
            {
                Add(TokenKind.String, text.ToString());
                _line += _source.AsSpan(_at, at - _at).Count('\n');
                _at = at + 1;
                return;
            }

            if (_source[at] is '\\') at += Escapes.Append(text, _source.AsSpan(at)) - 1;
            else text.Append(_source[at]);
        }

        throw Broken("a string has no end");
    }

    private void SkipSpaces()
    {
        for (; _at < _source.Length && char.IsWhiteSpace(_source[_at]); _at++)
        {
            if (_source[_at] is '\n') _line++;
        }
    }

    private void Take(TokenKind kind, int length)
    {
        Add(kind, _source.Substring(_at, length));
        _at += length;
    }

    private void Add(TokenKind kind, string value) => _tokens.Add(new(kind, value, _line));

    private FormatException Broken(string what) => new($"line {_line}: {what}");
}
