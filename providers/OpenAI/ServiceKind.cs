using Andamento.Providers.Http;

namespace Andamento.Providers.OpenAI;

/// <summary>The kinds of service that <c>openai_api_type</c> tells apart, and which settings go with each.</summary>
internal static class ServiceKind
{
    public const string OpenAI = "openai";
    public const string Azure = "azure";
    public const string AzureAd = "azuread";

    private static readonly string[] Entra =
        ["microsoft_entra_tenant_id", "microsoft_entra_client_id", "microsoft_entra_client_secret"];

    private static readonly string[] Deployment = ["openai_api_base", "openai_deployment_name", "openai_api_version"];

    /// <summary>The kind that settings name, in small letters.</summary>
    public static string Of(IReadOnlyDictionary<string, string> settings) =>
        settings.GetValueOrDefault("openai_api_type") is { Length: > 0 } type ? type.Trim().ToLowerInvariant() : OpenAI;

    /// <summary>What is wrong with the settings, or null.</summary>
    public static string? Check(IReadOnlyDictionary<string, string> settings) =>
        CheckMembers(settings)
        ?? CheckAddress(settings, "openai_api_base")
        ?? CheckAddress(settings, "entra_authority_host");

    private static string? CheckMembers(IReadOnlyDictionary<string, string> settings) => Of(settings) switch
    {
        OpenAI => Missing(settings, OpenAI, ["openai_api_key"]) ?? Excess(settings, OpenAI, ["openai_deployment_name", .. Entra]),
        Azure => Missing(settings, Azure, ["openai_api_key", .. Deployment]) ?? Excess(settings, Azure, Entra),
        AzureAd => Missing(settings, AzureAd, [.. Entra, .. Deployment]) ?? Excess(settings, AzureAd, ["openai_api_key"]),
        _ => $"openai_api_type must be 'openai', 'azure' or 'azuread', not '{settings["openai_api_type"]}'.",
    };

    private static string? Missing(IReadOnlyDictionary<string, string> settings, string kind, string[] names) =>
        Array.Find(names, name => !IsSet(settings, name)) is { } missing
            ? $"{missing} is required when openai_api_type is '{kind}'."
            : null;

    private static string? Excess(IReadOnlyDictionary<string, string> settings, string kind, string[] names) =>
        Array.Find(names, name => IsSet(settings, name)) is { } excess
            ? $"{excess} must not be set when openai_api_type is '{kind}'."
            : null;

    private static bool IsSet(IReadOnlyDictionary<string, string> settings, string name) =>
        settings.TryGetValue(name, out var value) && value.Length > 0;

    private static string? CheckAddress(IReadOnlyDictionary<string, string> settings, string name) =>
        settings.TryGetValue(name, out var address) ? AddressRules.CheckShape(name, address) : null;
}
