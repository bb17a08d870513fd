using System.Text.RegularExpressions;

namespace Andamento.Providers.Http;

/// <summary>Takes out of a provider's words what no caller may read: credentials, and the numbers of accounts.</summary>
internal static partial class Scrubber
{
    private const int MaxLength = 1000;
    private const int ShortestSecret = 4; // a shorter one would take letters out of words

    /// <summary>The words, fit for a caller: one line, at most 1000 characters.</summary>
    public static string Clean(string words, ProviderDescriptor provider, ProviderTarget target)
    {
        var text = words; // whole: a cut inside a secret would leave its first half, which nothing knows any more
        foreach (var part in target.Token?.Split('\n') ?? []) // a key of several parts has one in each line
        {
            if (part.Length >= ShortestSecret) text = text.Replace(part, "***", StringComparison.Ordinal);
        }

        foreach (var setting in provider.Settings)
        {
            if (setting.Secret && target.Setting(setting.Name)?.Trim() is { Length: >= ShortestSecret } secret)
            {
                text = text.Replace(secret, "***", StringComparison.Ordinal);
            }
        }

        if (text.Length > 2 * MaxLength) text = text[..(2 * MaxLength)];
        text = Bearer().Replace(text, "Bearer ***");
        text = Key().Replace(text, "***");
        text = Account().Replace(text, "***");
        text = Unprintable().Replace(text, " ").Trim();
        return text.Length > MaxLength ? text[..MaxLength] + "…" : text;
    }

    [GeneratedRegex("""\bbearer\s+[^\s"',;]+""", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Bearer();

    // As the vendors shape them, also half masked: sk-proj-…, gsk_…, AKIA…
    [GeneratedRegex(
        """\b((sk|pk|rk|xai|key)-|gsk_|hf_|AKIA|AIza)[\w*.\-]{3,}[\w*]""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Key();

    [GeneratedRegex("""(?<=\barn:[^:\s]*:[^:\s]*:[^:\s]*:)[0-9]{12}""", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Account();

    [GeneratedRegex("""[\p{Cc}\s]+""", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Unprintable();
}
