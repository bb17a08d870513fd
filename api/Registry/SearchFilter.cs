using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Andamento.Api.Control.Reading;
using Andamento.Registry;
using Andamento.Serving;

namespace Andamento.Api.Registry;

/// <summary>
/// The filter of a search: conditions like <c>name = 'x'</c>, <c>name LIKE 'x%'</c>, <c>name ILIKE 'X%'</c> and, for versions,
/// <c>run_id = 'x'</c>, joined by <c>AND</c>. What else the original service understands is refused, and never ignored.
/// </summary>
internal static partial class SearchFilter
{
    /// <summary>Reads the member <c>filter</c>.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="runs">Whether there are runs to search by.</param>
    public static ImmutableArray<ModelCondition> Read(JsonField arguments, bool runs)
    {
        var left = (arguments.Text("filter") ?? "").Trim();
        if (left.Length == 0) return [];

        var conditions = ImmutableArray.CreateBuilder<ModelCondition>();
        while (true)
        {
            var found = Condition().Match(left);
            if (!found.Success) throw Wrong(arguments, runs);
            conditions.Add(Read(arguments, found, runs));
            left = left[found.Length..];
            if (left.Length == 0) return conditions.ToImmutable();

            var and = And().Match(left);
            if (!and.Success) throw Wrong(arguments, runs);
            left = left[and.Length..];
        }
    }

    private static ModelCondition Read(JsonField arguments, Match found, bool runs)
    {
        var field = found.Groups["field"].Value.ToLowerInvariant() switch
        {
            "name" => ConditionField.Name,
            "run_id" when runs => ConditionField.RunId,
            _ => throw Wrong(arguments, runs),
        };
        var match = found.Groups["match"].Value.ToUpperInvariant() switch
        {
            "LIKE" => ConditionMatch.Like,
            "ILIKE" => ConditionMatch.LikeAnyCase,
            _ => ConditionMatch.Equal,
        };
        if (field is ConditionField.RunId && match is not ConditionMatch.Equal) throw Wrong(arguments, runs);
        var value = found.Groups["value"].Value;
        return new(field, match, value[1..^1]);
    }

    private static ServingException Wrong(JsonField arguments, bool runs) => arguments.Wrong(
        "filter",
        "takes name = 'x', name LIKE 'x%' and name ILIKE 'x%'" + (runs ? ", and run_id = 'x'" : "") + ", joined by AND, and nothing else.");

    [GeneratedRegex(
        """^(?<field>[A-Za-z_]+)\s*(?<match>=|(?<=\s)(LIKE|ILIKE)(?=[\s'"]))\s*(?<value>'[^']*'|"[^"]*")\s*""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Condition();

    [GeneratedRegex(@"^(?<=\s|['""]|^)AND\s+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex And();
}
