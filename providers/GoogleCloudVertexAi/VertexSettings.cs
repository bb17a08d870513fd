using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Andamento.Providers.Http;
using Andamento.Providers.Unified;

namespace Andamento.Providers.GoogleCloudVertexAi;

/// <summary>What an operator sets for Vertex AI.</summary>
internal static partial class VertexSettings
{
    public const string Key = "private_key";
    public const string Email = "service_account_email";
    public const string TokenAddress = "vertex_token_url";
    public const string SignatureInId = "signature_in_tool_id";
    public const string SkipSignature = "skip_missing_signature";

    private const string Address = "vertex_api_base";

    /// <summary>The settings, in the order of a form.</summary>
    public static ImmutableArray<ProviderSetting> All { get; } =
    [
        new(Key, "The key of a service account: the JSON file that Google gives, the same in base64, or only the PEM in it.")
        {
            Secret = true,
            Required = true,
        },
        new("project_id", "The project that is billed.") { Required = true },
        new("region", "The region, such as europe-west4; or global, us or eu.") { Required = true },
        new(Email, "The service account. Required where private_key is only a PEM."),
        new("task_type", "What embedded texts are, such as RETRIEVAL_DOCUMENT, for requests that do not say it."),
        new(SignatureInId, "true hides the signatures of Gemini's thoughts in the ids of tool calls, for clients that "
            + "lose members they do not know.") { Default = "false" },
        new(SkipSignature, "true lets Gemini 3 go on with tool calls whose signature was lost.") { Default = "false" },
        new(Address, "The address of the service. When not set: that of the region.")
        {
            OperatorDefault = static options => options.GoogleCloudVertexAi.BaseUrl,
            Address = true,
        },
        new(TokenAddress, "Where tokens are bought. When not set: where the key says, which is Google's.")
        {
            OperatorDefault = static options => options.GoogleCloudVertexAi.TokenUrl,
            Address = true,
        },
        new("default_max_tokens", "The limit of output tokens for requests to Claude without one. When not set: 8192, or 4096 for "
            + "models older than Claude 3.5, which refuse more."),
        .. Parameters.Settings,
    ];

    /// <summary>What is wrong with the settings, or null.</summary>
    public static string? Check(IReadOnlyDictionary<string, string> settings) =>
        CheckKey(settings)
        ?? (Project().IsMatch(settings.GetValueOrDefault("project_id")?.Trim() ?? "") ? null : "project_id must be the id of a project.")
        ?? (Region().IsMatch(settings.GetValueOrDefault("region")?.Trim() ?? "")
            ? null
            : "region must be a region, such as europe-west4, or global, us or eu.")
        ?? CheckAddress(settings, Address)
        ?? CheckAddress(settings, TokenAddress)
        ?? CheckFlag(settings, SignatureInId)
        ?? CheckFlag(settings, SkipSignature)
        ?? (settings.TryGetValue("default_max_tokens", out var limit) && !(int.TryParse(limit, out var tokens) && tokens > 0)
            ? "default_max_tokens must be a whole number above 0."
            : null)
        ?? Parameters.Check(settings);

    /// <summary>The address in front of <c>/publishers</c> or <c>/endpoints</c>.</summary>
    public static string ModelsAddress(ProviderTarget target)
    {
        var region = target.Setting("region")?.Trim() ?? "";
        var host = region switch
        {
            "global" => "aiplatform.googleapis.com",
            "us" or "eu" => $"aiplatform.{region}.rep.googleapis.com",
            _ => $"{region}-aiplatform.googleapis.com",
        };
        var project = Uri.EscapeDataString(target.Setting("project_id")?.Trim() ?? "");
        return $"{JsonPost.Base(target, Address, $"https://{host}")}/v1/projects/{project}/locations/{region}";
    }

    // A reference is resolved when it is used; what it then holds is looked at by whoever buys a token with it.
    private static string? CheckKey(IReadOnlyDictionary<string, string> settings)
    {
        var key = settings.GetValueOrDefault(Key)?.Trim() ?? "";
        if (key.StartsWith("{{", StringComparison.Ordinal)) return null;

        return ServiceAccount.TryRead(key, settings.GetValueOrDefault(Email), out var account, out var fault)
            ? account.CheckKey()
            : fault;
    }

    private static string? CheckAddress(IReadOnlyDictionary<string, string> settings, string name) =>
        settings.GetValueOrDefault(name) is { } address ? AddressRules.CheckShape(name, address) : null;

    private static string? CheckFlag(IReadOnlyDictionary<string, string> settings, string name) =>
        settings.GetValueOrDefault(name) is null or "true" or "false" ? null : $"{name} must be true or false.";

    [GeneratedRegex("^[a-z0-9.:-]+$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Project();

    // It becomes part of a host name, so nothing else may be in it.
    [GeneratedRegex("^[a-z]{2,}(-[a-z]+[0-9]{1,2})?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Region();
}
