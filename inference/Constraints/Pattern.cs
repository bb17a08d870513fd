namespace Andamento.Inference.Constraints;

/// <summary>
/// Reads the regular part of ECMA-262's expressions: literals, classes, groups, alternatives, quantifiers, and anchors at the ends.
/// </summary>
internal sealed class Pattern
{
    private const int MostTurns = 1_000, DeepestGroup = 50;

    private readonly Terms _terms;
    private readonly string _text;
    private int _at, _depth;

    private Pattern(Terms terms, string text) => (_terms, _text) = (terms, text);

    /// <summary>The strings in which the expression finds something, as JSON spells them, without quotes.</summary>
    /// <exception cref="FormatException">The expression is none, or uses what is not regular.</exception>
    public static Term Read(Terms terms, string pattern)
    {
        var reader = new Pattern(terms, pattern);
        var term = reader.Ends();
        return reader._at == pattern.Length ? term : throw reader.Wrong("a ')' too many");
    }

    // The outermost alternatives: without an anchor, anything may stand before and after.
    private Term Ends()
    {
        var anything = _terms.Repeat(CodePoints.All.InJson(_terms), 0, Terms.Unlimited);
        var all = _terms.Nothing;
        do
        {
            var before = Take('^') ? _terms.End : anything;
            var middle = Sequence();
            var after = Take('$') ? _terms.End : anything;
            all = _terms.Choice(all, _terms.Sequence(before, middle, after));
        }
        while (Take('|'));
        return all;
    }

    private Term Alternatives()
    {
        var all = Sequence();
        while (Take('|')) all = _terms.Choice(all, Sequence());
        return all;
    }

    private Term Sequence()
    {
        var parts = new List<Term>();
        while (_at < _text.Length && _text[_at] is not '|' and not ')' and not '$') parts.Add(Quantified());
        return _terms.Sequence(parts.ToArray());
    }

    private Term Quantified()
    {
        var atom = Atom();
        if (_at == _text.Length) return atom;

        var (least, most) = _text[_at] switch
        {
            '*' => (0, Terms.Unlimited),
            '+' => (1, Terms.Unlimited),
            '?' => (0, 1),
            '{' => Turns(),
            _ => (-1, -1),
        };
        if (least < 0) return atom;

        _at++;
        Take('?'); // how much a quantifier takes first makes no difference to what belongs
        if (_at < _text.Length && _text[_at] is '*' or '+' or '{') throw Wrong("two quantifiers in a row");
        return _terms.Repeat(atom, least, most);
    }

    // {2}, {2,} or {2,5}; leaves the position at the brace.
    private (int Least, int Most) Turns()
    {
        var end = _text.IndexOf('}', _at);
        if (end < 0) throw Wrong("a '{' without '}'");

        var parts = _text[(_at + 1)..end].Split(',');
        if (parts.Length > 2 || !int.TryParse(parts[0], out var least) || least is < 0 or > MostTurns) throw Wrong("a quantifier that cannot be read");
        var most = least;
        if (parts.Length == 2)
        {
            if (parts[1].Length == 0) most = Terms.Unlimited;
            else if (!int.TryParse(parts[1], out most) || most < least || most > MostTurns) throw Wrong("a quantifier that cannot be read");
        }

        _at = end;
        return (least, most);
    }

    private Term Atom()
    {
        switch (_text[_at])
        {
            case '(':
                return Group();
            case '[':
                return new PatternClass(_text).Read(ref _at).InJson(_terms);
            case '.':
                _at++;
                return PatternClass.Dot.InJson(_terms);
            case '\\':
                return PatternClass.Escape(_text, ref _at).InJson(_terms);
            case '^':
                throw Wrong("an anchor in the middle");
            case '*' or '+' or '?' or '{':
                throw Wrong("a quantifier with nothing before it");
            default:
                return PatternClass.Literal(_text, ref _at).InJson(_terms);
        }
    }

    private Term Group()
    {
        if (++_depth > DeepestGroup) throw Wrong("groups nested too deeply");
        _at++;
        if (Take('?'))
        {
            if (_text.AsSpan(_at) is ['<', not '=' and not '!', ..]) _at = _text.IndexOf('>', _at) + 1;
            else if (!Take(':')) throw Wrong("a look-around");
            if (_at == 0) throw Wrong("a group that cannot be read", _text.Length);
        }

        var inner = Alternatives();
        if (!Take(')')) throw Wrong(_at < _text.Length ? "an anchor in the middle" : "a '(' without ')'");
        _depth--;
        return inner;
    }

    private bool Take(char wanted)
    {
        if (_at >= _text.Length || _text[_at] != wanted) return false;
        _at++;
        return true;
    }

    private FormatException Wrong(string what) => Wrong(what, _at);

    private static FormatException Wrong(string what, int at) => new($"it has {what}, at character {at + 1}");
}
