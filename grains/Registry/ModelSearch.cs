using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Andamento.Registry;

/// <summary>Which models fit a query, and which of them are on its page.</summary>
internal static class ModelSearch
{
    private static readonly TimeSpan PatternLimit = TimeSpan.FromSeconds(1);

    /// <summary>One page. A page begins behind the last model of the one before, so models that come and go move nobody twice.</summary>
    public static ModelPage Page(IEnumerable<RegisteredModel> models, ModelQuery query)
    {
        var fits = Conditions(query);
        var sign = query.Descending ? -1 : 1;
        var rows = models.Where(model => fits.All(condition => condition(model)))
            .Select(model => (Model: model, Time: model.TimeBy(query.Order)))
            .Where(row => IsBehind(row.Time, row.Model.FullName, query, sign))
            .ToList();
        rows.Sort((one, other) => Compare((one.Time, one.Model.FullName), (other.Time, other.Model.FullName), query.Order, sign));
        return new([.. rows.Take(query.Count).Select(row => row.Model)], rows.Count > query.Count);
    }

    private static bool IsBehind(long time, string name, ModelQuery query, int sign) =>
        query.After is not { } after
        || Compare((time, name), (query.AfterTime, after), query.Order, sign) >= (query.Again ? 0 : 1);

    // Equal times stand by rising name, whichever way the times run.
    private static int Compare((long Time, string Name) one, (long Time, string Name) other, ModelOrder order, int sign)
    {
        var names = Math.Sign(string.CompareOrdinal(one.Name, other.Name));
        if (order is ModelOrder.Name) return sign * names;
        var times = one.Time.CompareTo(other.Time);
        return times != 0 ? sign * times : names;
    }

    private static ImmutableArray<Func<RegisteredModel, bool>> Conditions(ModelQuery query) =>
    [
        model => ModelName.TryParse(model.FullName, out var name) && name.IsUnity == query.Unity
            && (query.Catalog is null || name.Catalog == query.Catalog) && (query.Schema is null || name.Schema == query.Schema),
        .. query.Conditions.Select(Condition),
    ];

    private static Func<RegisteredModel, bool> Condition(ModelCondition condition)
    {
        var matches = Matcher(condition);
        return condition.Field is ConditionField.RunId
            ? model => model.Runs.Any(run => run.RunId is { } id && matches(id))
            : model => matches(model.FullName);
    }

    /// <summary>Whether a text fits a condition's value.</summary>
    public static Func<string, bool> Matcher(ModelCondition condition)
    {
        if (condition.Match is ConditionMatch.Equal) return text => text == condition.Value;
        var pattern = string.Concat(condition.Value.Select(
            letter => letter switch { '%' => ".*", '_' => ".", _ => Regex.Escape(letter.ToString()) }));
        var options = RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.NonBacktracking
            | (condition.Match is ConditionMatch.LikeAnyCase ? RegexOptions.IgnoreCase : RegexOptions.None);
        return new Regex($@"^(?:{pattern})\z", options, PatternLimit).IsMatch;
    }
}
