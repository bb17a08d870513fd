using System.Buffers;
using Andamento.Providers.Http;

namespace Andamento.Providers.Custom;

/// <summary>The settings of a server that nobody knows beforehand, and the rules between them.</summary>
internal static class CustomSettings
{
    public const string Url = "custom_provider_url";
    public const string Token = "bearer_token_auth.token";
    public const string KeyHeader = "api_key_auth.key";
    public const string KeyValue = "api_key_auth.value";
    public const string NoAuth = "no_auth";
    public const string UsageInStream = "usage_in_stream";

    private static readonly SearchValues<char> HeaderCharacters = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>What is wrong, or null.</summary>
    public static string? Check(IReadOnlyDictionary<string, string> settings)
    {
        var token = Has(settings, Token);
        var key = settings.ContainsKey(KeyHeader) || Has(settings, KeyValue);
        if (token && key) return "bearer_token_auth and api_key_auth exclude each other.";

        if (!token && !key && settings.GetValueOrDefault(NoAuth) is not "true")
        {
            return "One of bearer_token_auth and api_key_auth is needed, or no_auth set to true.";
        }

        if (key && !(settings.ContainsKey(KeyHeader) && Has(settings, KeyValue)))
        {
            return "api_key_auth needs both key, the name of a header, and value.";
        }

        if (settings.GetValueOrDefault(UsageInStream) is not (null or "on" or "off" or "auto")) return $"{UsageInStream} must be on, off or auto.";

        return (settings.GetValueOrDefault(KeyHeader) is { } header ? CheckHeader(header) : null)
            ?? (settings.GetValueOrDefault(Url) is { } url ? AddressRules.CheckShape(Url, url) : null);
    }

    /// <summary>Whether the server itself tells what it understands.</summary>
    public static bool IsAuto(ProviderTarget target) => target.Setting(UsageInStream) is "auto";

    // A secret is set by reference or in plaintext.
    private static bool Has(IReadOnlyDictionary<string, string> settings, string name) =>
        settings.ContainsKey(name) || settings.ContainsKey($"{name}_plaintext");

    private static string? CheckHeader(string name) =>
        name.Length == 0 || name.AsSpan().ContainsAnyExcept(HeaderCharacters)
            ? $"{KeyHeader} must be the name of a header."
            : name.ToLowerInvariant() is "host" or "content-length" or "content-type" or "transfer-encoding" or "connection" or "cookie"
                ? $"{KeyHeader} must not be '{name}', which the connection itself uses."
                : null;
}
