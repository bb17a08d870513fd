namespace Andamento.Serving;

/// <summary>
/// Keeps what is said about a request from growing with it: names and values that a caller sent are quoted in refusals, and may be
/// megabytes. Refusing stays cheap.
/// </summary>
public static class BoundedText
{
    /// <summary>The text, or its beginning and its end with an ellipsis between: what to do often stands last.</summary>
    /// <param name="text">What is said.</param>
    /// <param name="most">Characters that are kept.</param>
    public static string Of(string text, int most)
    {
        if (text.Length <= most) return text;

        var head = most * 3 / 4;
        var tail = text.Length - (most - head);
        if (char.IsHighSurrogate(text[head - 1])) head--;
        if (char.IsLowSurrogate(text[tail])) tail++;
        return $"{text.AsSpan(0, head)}…{text.AsSpan(tail)}";
    }
}
