using System.Text.RegularExpressions;

namespace Andamento.Providers.Anthropic;

/// <summary>What the name of a model tells about what it takes. A name that tells nothing counts as a current model.</summary>
internal static partial class ClaudeModel
{
    private static readonly Version Current = new(99, 0);

    /// <summary>Has the text completions API.</summary>
    public static bool IsLegacy(string model) =>
        model.Contains("claude-1", StringComparison.Ordinal) || model.Contains("claude-2", StringComparison.Ordinal)
        || model.Contains("claude-v", StringComparison.Ordinal) || model.Contains("claude-instant", StringComparison.Ordinal);

    /// <summary>Refuses temperature and top_p together.</summary>
    public static bool TakesOneSampler(string model) => VersionOf(model) >= new Version(4, 1);

    /// <summary>Can think before it answers.</summary>
    public static bool Thinks(string model) => VersionOf(model) >= new Version(3, 7);

    /// <summary>Decides itself how much to think, guided by an effort.</summary>
    public static bool TakesEffort(string model) => VersionOf(model) >= new Version(4, 6);

    /// <summary>Output tokens that the model can give, at least.</summary>
    public static int OutputLimit(string model) => VersionOf(model) < new Version(3, 5) ? 4096 : 8192;

    /// <summary>The version in <c>claude-3-5-sonnet-20240620</c> or <c>claude-sonnet-4-5-20250929</c>.</summary>
    public static Version VersionOf(string model)
    {
        if (IsLegacy(model)) return new(2, 0);

        var name = Name().Match(model);
        if (!name.Success) return Current;

        return new(
            int.Parse(name.Groups["major"].Value),
            name.Groups["minor"].Success ? int.Parse(name.Groups["minor"].Value) : 0);
    }

    [GeneratedRegex(
        @"claude(-[a-z]+)?-(?<major>[0-9]{1,2})(?![0-9])([-.](?<minor>[0-9]{1,2})(?![0-9]))?",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();
}
