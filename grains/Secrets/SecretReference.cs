using System.Text.RegularExpressions;

namespace Andamento.Secrets;

/// <summary>A reference to a secret, written <c>{{secrets/scope/key}}</c>; spaces inside the braces are fine.</summary>
/// <param name="Scope">The scope.</param>
/// <param name="Key">The key within the scope.</param>
internal readonly partial record struct SecretReference(string Scope, string Key)
{
    /// <summary>What a reference looks like, for messages.</summary>
    public const string Grammar = "{{secrets/<scope>/<key>}}";

    /// <summary>Reads a reference. False for any other text.</summary>
    public static bool TryParse(string text, out SecretReference reference)
    {
        var match = Written().Match(text);
        reference = match.Success ? new(match.Groups["scope"].Value, match.Groups["key"].Value) : default;
        return match.Success;
    }

    /// <summary>True for a name that a scope or a key may have.</summary>
    public static bool IsName(string name) => Name().IsMatch(name);

    [GeneratedRegex(
        @"^\{\{\s*secrets/(?<scope>[A-Za-z0-9_.@-]{1,128})/(?<key>[A-Za-z0-9_.@-]{1,128})\s*\}\}\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Written();

    [GeneratedRegex(@"^[A-Za-z0-9_.@-]{1,128}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();
}
