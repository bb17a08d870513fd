using System.Globalization;
using System.Text;

namespace Andamento.Inference.ChatTemplates.Jinja;

/// <summary>Writes values as Python's <c>json.dumps(value, ensure_ascii=False)</c> does, which models were trained with.</summary>
internal sealed class JsonText(Rendering rendering, int? indent, string? itemSeparator, string keySeparator, bool sorted)
{
    private const int Deepest = 100;
    private readonly StringBuilder _text = new();

    public string Write(object? value)
    {
        Append(value, 1);
        return _text.ToString();
    }

    private void Append(object? value, int depth)
    {
        if (depth > Deepest || _text.Length > Rendering.LongestText) throw new TemplateException("The chat template makes too long a text.");
        rendering.Step();
        switch (value)
        {
            case null: _text.Append("null"); break;
            case bool boolean: _text.Append(boolean ? "true" : "false"); break;
            case long number: _text.Append(number); break;
            case double number: _text.Append(NumberText(number)); break;
            case string text: AppendString(text); break;
            case List<object?> list: AppendItems('[', list, (item, _) => Append(item, depth + 1), ']', depth); break;
            case Map map: AppendItems('{', Ordered(map), (member, _) => AppendMember(member, depth), '}', depth); break;
            default: throw new TemplateException($"Object of type {Values.TypeName(value)} is not JSON serializable");
        }
    }

    private List<KeyValuePair<object, object?>> Ordered(Map map) =>
        sorted ? [.. map.OrderBy(member => PythonText.Of(member.Key), StringComparer.Ordinal)] : [.. map];

    private void AppendMember(KeyValuePair<object, object?> member, int depth)
    {
        AppendString(member.Key switch
        {
            string text => text,
            bool boolean => boolean ? "true" : "false",
            var key => PythonText.Of(key),
        });
        _text.Append(keySeparator);
        Append(member.Value, depth + 1);
    }

    private void AppendItems<T>(char begin, List<T> items, Action<T, int> append, char end, int depth)
    {
        _text.Append(begin);
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0) _text.Append(itemSeparator ?? (indent is null ? ", " : ","));
            BreakLine(depth);
            append(items[i], i);
        }

        if (items.Count > 0) BreakLine(depth - 1);
        _text.Append(end);
    }

    private void BreakLine(int depth)
    {
        if (indent is { } width) _text.Append('\n').Append(' ', Math.Clamp(width, 0, 100) * depth);
    }

    private static string NumberText(double number) =>
        double.IsNaN(number) ? "NaN" : double.IsInfinity(number) ? (number > 0 ? "Infinity" : "-Infinity") : PythonText.Number(number);

    private void AppendString(string text)
    {
        rendering.Make(text.Length);
        _text.Append('"');
        foreach (var character in text)
        {
            switch (character)
            {
                case '"': _text.Append("\\\""); break;
                case '\\': _text.Append("\\\\"); break;
                case '\n': _text.Append("\\n"); break;
                case '\r': _text.Append("\\r"); break;
                case '\t': _text.Append("\\t"); break;
                case '\b': _text.Append("\\b"); break;
                case '\f': _text.Append("\\f"); break;
                case < ' ': _text.Append("\\u").Append(((int)character).ToString("x4", CultureInfo.InvariantCulture)); break;
                default: _text.Append(character); break;
            }
        }

        _text.Append('"');
    }
}
