namespace Andamento.Inference.LanguageModels.Answers;

/// <summary>
/// Looks for texts that end an answer, in text that comes in pieces. What may be the beginning of one is held back until it is
/// decided. One answer, one thread at a time.
/// </summary>
internal sealed class StopTexts(IReadOnlyList<string> stops)
{
    private string _held = "";

    /// <summary>The stop text that was found, or null so far.</summary>
    public string? Found { get; private set; }

    /// <summary>What was held back, in the end.</summary>
    public string Rest => _held;

    /// <summary>Adds text, and gives what is certainly before any stop text.</summary>
    public string Push(string text)
    {
        if (stops.Count == 0) return text;

        var all = _held + text;
        if (First(all) is { } found)
        {
            (Found, _held) = (found.Stop, all[(found.At + found.Stop.Length)..]);
            return all[..found.At];
        }

        var held = HeldBack(all);
        _held = all[^held..];
        return all[..^held];
    }

    private (int At, string Stop)? First(string text)
    {
        (int At, string Stop)? first = null;
        foreach (var stop in stops)
        {
            var at = text.IndexOf(stop, StringComparison.Ordinal);
            if (at >= 0 && (first is null || at < first.Value.At)) first = (at, stop);
        }

        return first;
    }

    // The longest end that is the beginning of a stop text.
    private int HeldBack(string text)
    {
        var longest = 0;
        foreach (var stop in stops)
        {
            for (var length = Math.Min(stop.Length - 1, text.Length); length > longest; length--)
            {
                if (text.AsSpan(text.Length - length).SequenceEqual(stop.AsSpan(0, length))) longest = length;
            }
        }

        return longest;
    }
}
