using System.Globalization;
using System.Text;

namespace Andamento.Inference.Tokens;

/// <summary>
/// Says a pattern of Oniguruma (Ruby's syntax, which tokenizer files use) in .NET's words: possessive quantifiers become atomic
/// groups, <c>\w</c> gets Unicode's meaning, scripts become ranges. What .NET would silently read in another way is refused.
/// </summary>
internal sealed class PatternTranslation
{
    private const string Word = @"\p{L}\p{M}\p{Nd}\p{Nl}\p{Pc}\u24B6-\u24E9";

    private static readonly Dictionary<string, string> Scripts = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Han"] = @"\u2E80-\u2E99\u2E9B-\u2EF3\u2F00-\u2FD5\u3005\u3007\u3021-\u3029\u3038-\u303B\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFA6D\uFA70-\uFAD9",
        ["Hiragana"] = @"\u3041-\u3096\u309D-\u309F",
        ["Katakana"] = @"\u30A1-\u30FA\u30FD-\u30FF\u31F0-\u31FF\u32D0-\u32FE\u3300-\u3357\uFF66-\uFF6F\uFF71-\uFF9D",
        ["Hangul"] = @"\u1100-\u11FF\u302E\u302F\u3131-\u318E\u3200-\u321E\u3260-\u327E\uA960-\uA97C\uAC00-\uD7A3\uD7B0-\uD7C6\uD7CB-\uD7FB\uFFA0-\uFFBE\uFFC2-\uFFC7\uFFCA-\uFFCF\uFFD2-\uFFD7\uFFDA-\uFFDC",
        ["Letter"] = @"\p{L}",
        ["Number"] = @"\p{N}",
        ["Punctuation"] = @"\p{P}",
        ["Symbol"] = @"\p{S}",
        ["Mark"] = @"\p{M}",
        ["Separator"] = @"\p{Z}",
    };

    private readonly string _pattern;
    private readonly StringBuilder _out = new();
    private readonly Stack<int> _groups = new();
    private int _at, _atom;

    private PatternTranslation(string pattern) => _pattern = pattern;

    /// <summary>The pattern for .NET.</summary>
    /// <exception cref="FormatException">It cannot be said.</exception>
    public static string ToDotNet(string pattern)
    {
        if (pattern.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') >= 0) throw Refused(pattern, "a character beyond U+FFFF");
        return new PatternTranslation(pattern).Translate();
    }

    private static FormatException Refused(string pattern, string what) =>
        new($"its pattern '{pattern}' is not known here: it has {what}");

    private string Translate()
    {
        while (_at < _pattern.Length)
        {
            var next = _pattern[_at];
            switch (next)
            {
                case '(':
                    _groups.Push(_out.Length);
                    _out.Append(next);
                    _at++;
                    break;
                case ')':
                    _atom = _groups.TryPop(out var start) ? start : 0;
                    _out.Append(next);
                    _at++;
                    break;
                case '[':
                    _atom = _out.Length;
                    Class();
                    break;
                case '\\':
                    _atom = _out.Length;
                    Escape(inClass: false);
                    break;
                case '?' or '*' or '+' when !AfterParenthesis():
                    Quantifier(_pattern[_at++].ToString());
                    break;
                case '{' when Counted() is { } counted:
                    _at += counted.Length;
                    _out.Append(counted); // '+' after a count repeats it again; .NET says so too, as an error
                    break;
                default:
                    _atom = _out.Length;
                    _out.Append(next);
                    _at++;
                    break;
            }
        }

        return _out.ToString();
    }

    // The '?' of (?:, (?!, (?i: and their like.
    private bool AfterParenthesis() => _at > 0 && _pattern[_at - 1] is '(' && _pattern[_at] is '?' && (_at < 2 || _pattern[_at - 2] is not '\\');

    private void Quantifier(string quantifier)
    {
        if (_at < _pattern.Length && _pattern[_at] is '+')
        {
            _at++;
            _out.Insert(_atom, "(?>").Append(quantifier).Append(')');
            return;
        }

        _out.Append(quantifier);
        if (_at < _pattern.Length && _pattern[_at] is '?')
        {
            _out.Append('?');
            _at++;
        }
    }

    private string? Counted()
    {
        var end = _pattern.IndexOf('}', _at);
        if (end < 0) return null;

        var count = _pattern[_at..(end + 1)];
        return count[1..^1].All(character => char.IsAsciiDigit(character) || character is ',') ? count : null;
    }

    private void Class()
    {
        _out.Append('[');
        _at++;
        if (_at < _pattern.Length && _pattern[_at] is '^') _out.Append(_pattern[_at++]);
        for (var first = true; ; first = false)
        {
            if (_at >= _pattern.Length) throw Refused(_pattern, "a class without end");
            var next = _pattern[_at];
            if (next is ']' && !first) break;
            if (next is '[') throw Refused(_pattern, "a class in a class");
            if (next is '&' && _pattern.AsSpan(_at).StartsWith("&&")) throw Refused(_pattern, "an intersection of classes");
            if (next is '\\')
            {
                Escape(inClass: true);
                continue;
            }

            _out.Append(next);
            _at++;
        }

        _out.Append(']');
        _at++;
    }

    private void Escape(bool inClass)
    {
        var escaped = _at + 1 < _pattern.Length ? _pattern[_at + 1] : throw Refused(_pattern, "a backslash at its end");
        _at += 2;
        switch (escaped)
        {
            case 'p' or 'P':
                Property(escaped is 'P', inClass);
                break;
            case 'w':
                _out.Append(inClass ? Word : $"[{Word}]");
                break;
            case 'W' when !inClass:
                _out.Append($"[^{Word}]");
                break;
            case 'W' or 'h' or 'H' or 'R' or 'X' or 'K':
                throw Refused(_pattern, $"\\{escaped}");
            case 'x' when _at < _pattern.Length && _pattern[_at] is '{':
                Hexadecimal();
                break;
            default:
                _out.Append('\\').Append(escaped);
                break;
        }
    }

    private void Hexadecimal()
    {
        var end = _pattern.IndexOf('}', _at);
        if (end < 0 || !int.TryParse(_pattern.AsSpan(_at + 1, end - _at - 1), NumberStyles.HexNumber, null, out var point) || point > 0xFFFF)
        {
            throw Refused(_pattern, "a character beyond U+FFFF");
        }

        _out.Append($"\\u{point:X4}");
        _at = end + 1;
    }

    private void Property(bool negated, bool inClass)
    {
        var end = _at < _pattern.Length && _pattern[_at] is '{' ? _pattern.IndexOf('}', _at) : -1;
        if (end < 0) throw Refused(_pattern, "a property without a name");

        var name = _pattern[(_at + 1)..end];
        _at = end + 1;
        if (name.StartsWith('^')) (name, negated) = (name[1..], !negated);
        if (!Scripts.TryGetValue(name, out var ranges)) _out.Append(negated ? @"\P{" : @"\p{").Append(name).Append('}');
        else if (!inClass) _out.Append(negated ? "[^" : "[").Append(ranges).Append(']');
        else if (!negated) _out.Append(ranges);
        else if (ranges.StartsWith('\\') && ranges[1] is 'p') _out.Append(@"\P").Append(ranges.AsSpan(2));
        else throw Refused(_pattern, $"the opposite of {name} in a class");
    }
}
