using System.Collections.Immutable;
using Andamento.Providers.Compatible;
using Andamento.Providers.Unified;

namespace Andamento.Providers.OpenAI;

/// <summary>OpenAI, whoever speaks its language at another address, and OpenAI's models at Azure.</summary>
internal sealed class OpenAIAdapter : IProviderAdapter, INeedsToken, ISplitsCalls, ILearnsFromRefusals
{
    private const string DefaultBase = "https://api.openai.com/v1";

    /// <inheritdoc/>
    public ProviderDescriptor Descriptor { get; } = new()
    {
        Name = "openai",
        ConfigName = "openai_config",
        Tasks = [ProviderTask.Chat, ProviderTask.Completions, ProviderTask.Embeddings],
        Settings =
        [
            new("openai_api_key", "The API key. Required for openai and azure; azuread has a client secret instead.") { Secret = true },
            new("openai_api_base", "The address: for openai that in front of /chat/completions; for azure and azuread "
                + "that of the resource, which is required.") { Default = DefaultBase, Address = true },
            new("openai_api_type", "The kind of service: openai, azure (with an API key) or azuread (with Microsoft Entra).")
            {
                Default = ServiceKind.OpenAI,
            },
            new("openai_api_version", "The value of the query parameter api-version. Required for azure and azuread, where v1 "
                + "stands for the surface without versions."),
            new("openai_deployment_name", "The deployment. Required for azure and azuread, and for nothing else."),
            new("openai_organization", "The organization that is billed, when the key belongs to several."),
            new("microsoft_entra_tenant_id", "The tenant of the application. Required for azuread."),
            new("microsoft_entra_client_id", "The id of the application. Required for azuread."),
            new("microsoft_entra_client_secret", "The secret of the application. Required for azuread.") { Secret = true },
            new("entra_authority_host", "The address of Microsoft Entra, for national clouds.")
            {
                Default = EntraToken.DefaultAuthority,
                OperatorDefault = static options => options.MicrosoftEntra.Authority,
                Address = true,
            },
            CompletionsMode.Setting,
            new("entra_scope", "What the token is for, for national clouds.") { Default = EntraToken.DefaultScope },
        ],
        Check = static settings => ServiceKind.Check(settings) ?? CompletionsMode.Check(settings),
    };

    /// <inheritdoc/>
    public HttpRequestMessage ToCall(ProviderCall call, ProviderTarget target)
    {
        List<string> dropped = [];
        if (CompletionsMode.Bridges(call, target)) call = CompletionsMode.AsChat(call, dropped);
        var request = ToCall(call, target, dropped);
        if (dropped.Count > 0) request.Options.Set(DroppedParameters.Key, dropped);
        return request;
    }

    /// <inheritdoc/>
    public TokenPurchase? Token(ProviderTarget target) =>
        ServiceKind.Of(target.Settings) is ServiceKind.AzureAd ? EntraToken.Of(target) : null;

    /// <inheritdoc/>
    public IAnswerReader ReadAnswer(ProviderCall call, ProviderTarget target) => CompletionsMode.Bridges(call, target)
        ? new ChatAsCompletion(Descriptor, call, target)
        : new ChatAnswer(Descriptor, call, target);

    /// <inheritdoc/>
    public ImmutableArray<ProviderCall> Split(ProviderCall call, ProviderTarget target) =>
        CompletionsMode.Bridges(call, target) ? Prompt.Split(call) : [call];

    /// <inheritdoc/>
    public bool Learn(ProviderException refused, ProviderCall call, ProviderTarget target)
    {
        if (ServiceKind.Of(target.Settings) is ServiceKind.OpenAI || !StreamOptions.IsRefused(refused, call)) return false;

        return target.Memory.RefusesStreamOptions = true; // a model older than the version of the service
    }

    /// <inheritdoc/>
    public void Forget(ProviderTarget target) => target.Memory.RefusesStreamOptions = false;

    private static HttpRequestMessage ToCall(ProviderCall call, ProviderTarget target, List<string> dropped)
    {
        var operation = call.Task switch
        {
            ProviderTask.Chat => "chat/completions",
            ProviderTask.Completions => "completions",
            _ => "embeddings",
        };
        var key = target.Setting("openai_api_key");
        return ServiceKind.Of(target.Settings) switch
        {
            ServiceKind.Azure => Post(AzureService.Address(target, operation), AzureService.Body(call, target, dropped), call).With("api-key", key),
            ServiceKind.AzureAd => Post(AzureService.Address(target, operation), AzureService.Body(call, target, dropped), call),
            _ => Post(Address(operation, target), ChatBody.Write(call, target.Model, dropped: dropped, own: true), call)
                .WithBearer(key)
                .With("OpenAI-Organization", target.Setting("openai_organization")),
        };
    }

    private static HttpRequestMessage Post(string address, ReadOnlyMemory<byte> body, ProviderCall call) =>
        JsonPost.Create(address, body, call.Stream);

    private static string Address(string operation, ProviderTarget target)
    {
        var query = target.Setting("openai_api_version") is { Length: > 0 } version
            ? $"?api-version={Uri.EscapeDataString(version)}"
            : "";
        return $"{JsonPost.Base(target, "openai_api_base", DefaultBase)}/{operation}{query}";
    }
}
