using System.Net.Http.Headers;
using Andamento.Providers.Http;

namespace Andamento.Providers.OpenAI;

/// <summary>OpenAI, and whoever speaks its language at another address.</summary>
internal sealed class OpenAIAdapter : IProviderAdapter
{
    private const string DefaultBase = "https://api.openai.com/v1";

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    public ProviderDescriptor Descriptor { get; } = new()
    {
        Name = "openai",
        ConfigName = "openai_config",
        Tasks = [ProviderTask.Chat, ProviderTask.Completions, ProviderTask.Embeddings],
        Settings =
        [
            new("openai_api_key", "The API key.") { Secret = true, Required = true },
            new("openai_api_base", "The address in front of /chat/completions.") { Default = DefaultBase, Address = true },
            new("openai_api_type", "The kind of service; 'openai' is the only one.") { Default = "openai" },
            new("openai_api_version", "The value of the query parameter api-version, for services that ask for one."),
            new("openai_organization", "The organization that is billed, when the key belongs to several."),
        ],
        Check = Check,
    };

    public HttpRequestMessage ToCall(ProviderCall call, ProviderTarget target)
    {
        var content = new ReadOnlyMemoryContent(ChatBody.Write(call, target.Model));
        content.Headers.ContentType = Json;
        var request = new HttpRequestMessage(HttpMethod.Post, Address(call.Task, target)) { Content = content };
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {target.Setting("openai_api_key")?.Trim()}");
        request.Headers.TryAddWithoutValidation("Accept", call.Stream ? "text/event-stream" : "application/json");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "identity");
        request.Headers.TryAddWithoutValidation("User-Agent", "Andamento");
        if (target.Setting("openai_organization") is { Length: > 0 } organization)
        {
            request.Headers.TryAddWithoutValidation("OpenAI-Organization", organization);
        }

        return request;
    }

    public IAnswerReader ReadAnswer(ProviderCall call, ProviderTarget target) => new ChatAnswer(Descriptor, call, target);

    private static Uri Address(ProviderTask task, ProviderTarget target)
    {
        var address = target.Setting("openai_api_base") is { Length: > 0 } set ? set : DefaultBase;
        var path = task switch
        {
            ProviderTask.Chat => "chat/completions",
            ProviderTask.Completions => "completions",
            _ => "embeddings",
        };
        var query = target.Setting("openai_api_version") is { Length: > 0 } version
            ? $"?api-version={Uri.EscapeDataString(version)}"
            : "";
        return new($"{address.TrimEnd('/')}/{path}{query}");
    }

    private static string? Check(IReadOnlyDictionary<string, string> settings)
    {
        var type = settings.GetValueOrDefault("openai_api_type") ?? "openai";
        if (type.Equals("azure", StringComparison.OrdinalIgnoreCase) || type.Equals("azuread", StringComparison.OrdinalIgnoreCase))
        {
            return $"openai_api_type '{type}' is not spoken by this version; only 'openai' is.";
        }

        if (!type.Equals("openai", StringComparison.OrdinalIgnoreCase))
        {
            return $"openai_api_type must be 'openai', not '{type}'.";
        }

        if (settings.ContainsKey("openai_deployment_name"))
        {
            return "openai_deployment_name must not be set when openai_api_type is 'openai'.";
        }

        return settings.GetValueOrDefault("openai_api_base") is { } address
            ? AddressRules.CheckShape("openai_api_base", address)
            : null;
    }
}
