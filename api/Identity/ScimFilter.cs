using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Andamento.Api.Identity;

/// <summary>A filter of one comparison, such as <c>userName eq "a@b.c"</c> (RFC 7644, section 3.4.2.2).</summary>
/// <param name="Attribute">What is compared, spelt as in the list of known attributes.</param>
/// <param name="Operator">How: <c>eq</c>, <c>co</c> or <c>sw</c>.</param>
/// <param name="Value">With what.</param>
internal sealed partial record ScimFilter(string Attribute, string Operator, string Value)
{
    /// <summary>Reads a filter; null when there is none.</summary>
    /// <exception cref="Serving.ServingException">With the code <see cref="ScimFailures.InvalidFilter"/>.</exception>
    public static ScimFilter? Parse(string? text, ImmutableArray<string> attributes)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;

        var match = Comparison().Match(text);
        if (!match.Success)
            throw Refusal($"'{text}' must be one comparison with eq, co or sw, for example: {attributes[0]} eq \"...\".");

        var attribute = match.Groups["attribute"].Value;
        return new(
            attributes.FirstOrDefault(known => known.Equals(attribute, StringComparison.OrdinalIgnoreCase))
                ?? throw Refusal($"'{attribute}' must be one of {string.Join(", ", attributes)}."),
            match.Groups["operator"].Value.ToLowerInvariant(),
            match.Groups["value"].Value);
    }

    /// <summary>True for what has such a value. Letters' case does not count.</summary>
    public bool Matches(string? value) => value is not null && Operator switch
    {
        "co" => value.Contains(Value, StringComparison.OrdinalIgnoreCase),
        "sw" => value.StartsWith(Value, StringComparison.OrdinalIgnoreCase),
        _ => value.Equals(Value, StringComparison.OrdinalIgnoreCase),
    };

    private static Serving.ServingException Refusal(string rule) => ScimFailures.Refusal(ScimFailures.InvalidFilter, $"filter: {rule}");

    [GeneratedRegex(
        """^\s*(?<attribute>[A-Za-z.]+)\s+(?<operator>eq|co|sw)\s+("(?<value>[^"\\]*)"|(?<value>true|false))\s*\z""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Comparison();
}
