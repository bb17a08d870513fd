using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Andamento.Providers.Http;
using Andamento.Providers.Unified;

namespace Andamento.Providers.AmazonBedrock;

/// <summary>What an operator sets for Bedrock.</summary>
internal static partial class BedrockSettings
{
    /// <summary>The role that calls are made as.</summary>
    public const string Role = "aws_role_arn";

    private const string Address = "bedrock_endpoint_url";

    /// <summary>The settings, in the order of a form.</summary>
    public static ImmutableArray<ProviderSetting> All { get; } =
    [
        new("aws_region", "The region, such as eu-west-1.") { Required = true },
        new("bedrock_provider", "The vendor of the model: anthropic, cohere, ai21labs or amazon.") { Required = true, IgnoresCase = true },
        new("aws_access_key_id", "The id of an access key. Required, with its secret, unless there is a bedrock_api_key.") { Secret = true },
        new("aws_secret_access_key", "The secret of that key.") { Secret = true },
        new("aws_session_token", "What goes with a temporary key.") { Secret = true },
        new("bedrock_api_key", "An API key of Bedrock, instead of an access key.") { Secret = true },
        new("instance_profile_arn", "Not supported: this cluster does not use credentials of machines. Give an access key."),
        new("uc_service_credential_name", "Not supported: this cluster has no such credentials. Give an access key."),
        new(Role, "A role to call as. The access key takes it for a quarter of an hour at a time, and must be allowed to."),
        AssumedRole.AddressSetting,
        new("bedrock_api", "How models are called: converse in one way for all that chat, invoke in the way of their vendor; auto "
            + "chats by converse, and completes texts and embeds by invoke.") { Default = "auto" },
        new(Address, "The address of the service. When not set: that of the region.")
        {
            OperatorDefault = static options => options.AmazonBedrock.BaseUrl,
            Address = true,
        },
        new("cohere_input_type", "What texts embedded by Cohere are, for requests that do not say it.")
        {
            Default = Cohere.EmbeddingBody.DefaultInputType,
        },
        new("default_max_tokens", "The limit of output tokens for requests to Claude without one. When not set: 8192, or 4096 for "
            + "models older than Claude 3.5, which refuse more."),
        new("structured_output_mode", "How a JSON schema is asked for: output_format, or tool for models without it.")
        {
            Default = "output_format",
        },
        .. Parameters.Settings,
    ];

    private static readonly string[] NotSupported = ["instance_profile_arn", "uc_service_credential_name"];

    /// <summary>What is wrong with the settings, or null.</summary>
    public static string? Check(IReadOnlyDictionary<string, string> settings) =>
        CheckSources(settings)
        ?? CheckKeys(settings)
        ?? (RegionName().IsMatch(settings.GetValueOrDefault("aws_region") ?? "") ? null : "aws_region must be a region, such as eu-west-1.")
        ?? CheckRole(settings)
        ?? CheckWord(settings, "bedrock_provider", "anthropic", "cohere", "ai21labs", "amazon")
        ?? (settings.ContainsKey("bedrock_api") ? CheckWord(settings, "bedrock_api", "auto", "invoke", "converse") : null)
        ?? (settings.ContainsKey("structured_output_mode") ? CheckWord(settings, "structured_output_mode", "output_format", "tool") : null)
        ?? (settings.TryGetValue("default_max_tokens", out var limit) && !(int.TryParse(limit, out var tokens) && tokens > 0)
            ? "default_max_tokens must be a whole number above 0."
            : null)
        ?? CheckAddress(settings, Address)
        ?? CheckAddress(settings, AssumedRole.AddressSetting.Name)
        ?? Parameters.Check(settings);

    /// <summary>The address in front of <c>/model</c>.</summary>
    public static string BaseAddress(ProviderTarget target)
    {
        var region = Region(target);
        return JsonPost.Base(target, Address, $"https://bedrock-runtime.{region}.{Domain(region)}");
    }

    /// <summary>The region.</summary>
    public static string Region(ProviderTarget target) => target.Setting("aws_region")?.Trim() ?? "";

    /// <summary>The domain of a region's services.</summary>
    public static string Domain(string region) =>
        region.StartsWith("cn-", StringComparison.Ordinal) ? "amazonaws.com.cn" : "amazonaws.com";

    /// <summary>The access key.</summary>
    public static AwsCredentials Credentials(ProviderTarget target) => new(
        target.Setting("aws_access_key_id")?.Trim() ?? "",
        target.Setting("aws_secret_access_key")?.Trim() ?? "",
        target.Setting("aws_session_token")?.Trim());

    // Better refused here than ignored: the calls would have nothing to sign with.
    private static string? CheckSources(IReadOnlyDictionary<string, string> settings) =>
        Array.Find(NotSupported, settings.ContainsKey) is { } name
            ? $"{name} is not supported by this cluster: give aws_access_key_id and aws_secret_access_key, or bedrock_api_key."
            : null;

    private static string? CheckKeys(IReadOnlyDictionary<string, string> settings)
    {
        var (id, secret) = (settings.ContainsKey("aws_access_key_id"), settings.ContainsKey("aws_secret_access_key"));
        if (settings.ContainsKey("bedrock_api_key"))
        {
            return id || secret ? "aws_access_key_id and aws_secret_access_key must not be set beside bedrock_api_key." : null;
        }

        return id && secret ? null : "aws_access_key_id and aws_secret_access_key are required, or bedrock_api_key instead.";
    }

    private static string? CheckRole(IReadOnlyDictionary<string, string> settings) => settings.GetValueOrDefault(Role)?.Trim() switch
    {
        null => null,
        _ when settings.ContainsKey("bedrock_api_key") => $"{Role} must not be set beside bedrock_api_key, which takes no roles.",
        var role => RoleName().IsMatch(role) ? null : $"{Role} must be the ARN of a role, such as arn:aws:iam::123456789012:role/name.",
    };

    private static string? CheckAddress(IReadOnlyDictionary<string, string> settings, string name) =>
        settings.GetValueOrDefault(name) is { } address ? AddressRules.CheckShape(name, address) : null;

    private static string? CheckWord(IReadOnlyDictionary<string, string> settings, string name, params string[] words) =>
        Array.Exists(words, word => word.Equals(settings.GetValueOrDefault(name)?.Trim(), StringComparison.OrdinalIgnoreCase))
            ? null
            : $"{name} must be {string.Join(", ", words[..^1])} or {words[^1]}.";

    // It becomes part of a host name, so nothing else may be in it.
    [GeneratedRegex("^[a-z]{2,}(-[a-z]+)+-[0-9]{1,2}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RegionName();

    [GeneratedRegex("^arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]{1,512}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex RoleName();
}
