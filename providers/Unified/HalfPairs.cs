using System.Globalization;
using System.Text;

namespace Andamento.Providers.Unified;

/// <summary>
/// Halves of surrogate pairs. JSON may hold one as an escape, but it is no text: whoever reads or writes it as text fails.
/// </summary>
internal static class HalfPairs
{
    private const int EscapeLength = 6; // \ud83d

    /// <summary>Whether JSON, which is otherwise in order, holds one.</summary>
    public static bool In(ReadOnlySpan<byte> json)
    {
        if (json.IndexOf("\\ud"u8) < 0 && json.IndexOf("\\uD"u8) < 0) return false; // as nearly always

        while (json.IndexOf((byte)'\\') is >= 0 and var at)
        {
            json = json[at..];
            var unit = Unit(json);
            if (char.IsLowSurrogate(unit)) return true;
            if (!char.IsHighSurrogate(unit)) json = json[Math.Min(2, json.Length)..];
            else if (char.IsLowSurrogate(Unit(json[EscapeLength..]))) json = json[(2 * EscapeLength)..];
            else return true;
        }

        return false;
    }

    /// <summary>Whether JSON that is a text itself holds one.</summary>
    public static bool In(string json) =>
        json.Contains("\\ud", StringComparison.OrdinalIgnoreCase) && In(Encoding.UTF8.GetBytes(json));

    // What an escape at the start stands for; 0 for any other.
    private static char Unit(ReadOnlySpan<byte> json) =>
        json.Length >= EscapeLength && json.StartsWith("\\u"u8)
        && ushort.TryParse(json[2..EscapeLength], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? (char)unit
            : '\0';
}
