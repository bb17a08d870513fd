using System.Collections.Immutable;
using System.Text.Json;
using Andamento.Providers.Http;
using Andamento.Providers.Unified;

namespace Andamento.Providers.Cohere;

/// <summary>Cohere: chat and embeddings of the second API, or of the first, and the old text completions.</summary>
internal sealed class CohereAdapter : IProviderAdapter, ISplitsCalls
{
    internal static readonly ProviderDescriptor Description = new()
    {
        Name = "cohere",
        ConfigName = "cohere_config",
        Tasks = [ProviderTask.Chat, ProviderTask.Completions, ProviderTask.Embeddings],
        Settings =
        [
            new("cohere_api_key", "The API key.") { Secret = true, Required = true },
            new("cohere_api_base", "The address of the API.") { Default = DefaultBase, Address = true },
            new("cohere_api_version", "The version of the API for chat and embeddings: v2, or v1 for servers that have nothing else.")
            {
                Default = "v2",
            },
            new("cohere_input_type", "What embedded texts are, for requests that do not say it.")
            {
                Default = EmbeddingBody.DefaultInputType,
            },
            .. Parameters.Settings,
        ],
        Check = Check,
    };

    private const string DefaultBase = "https://api.cohere.com";

    /// <inheritdoc/>
    public ProviderDescriptor Descriptor => Description;

    /// <inheritdoc/>
    public HttpRequestMessage ToCall(ProviderCall call, ProviderTarget target)
    {
        var parameters = new Parameters(target);
        using var unified = UnifiedBody.Parse(call.Body);
        var (path, write) = Operation(call, target);
        var body = JsonBytes.Write(
            (unified.RootElement, call, target, parameters, write),
            static (json, all) => all.write(json, all.RootElement, all.call, all.target, all.parameters));
        var message = JsonPost.Create(Base(target) + path, body, call.Stream).WithBearer(target.Setting("cohere_api_key"));
        parameters.Report(message);
        return message;
    }

    /// <inheritdoc/>
    public IAnswerReader ReadAnswer(ProviderCall call, ProviderTarget target) => call.Task switch
    {
        ProviderTask.Embeddings => new EmbeddingAnswer(Description, call, target),
        ProviderTask.Completions when IsLegacy(target.Model) => new GenerateAnswer(Description, call, target),
        _ => IsFirst(target) ? new ChatAnswerV1(Description, call, target) : new ChatAnswer(call, target),
    };

    /// <inheritdoc/>
    public ImmutableArray<ProviderCall> Split(ProviderCall call, ProviderTarget target) => call.Task switch
    {
        ProviderTask.Embeddings => Inputs.Split(call, EmbeddingBody.TextsPerCall),
        ProviderTask.Completions => Prompt.Split(call),
        _ => [call],
    };

    // Text completions exist for the models that came before Command R.
    private static bool IsLegacy(string model) => model is "command" or "command-light" or "command-nightly"
        or "command-light-nightly" or "command-xlarge" or "command-xlarge-nightly" or "command-medium";

    private static (string Path, BodyWriter Write) Operation(ProviderCall call, ProviderTarget target) => call.Task switch
    {
        ProviderTask.Embeddings => (IsFirst(target) ? "/v1/embed" : "/v2/embed", EmbeddingBody.Write),
        ProviderTask.Completions when IsLegacy(target.Model) => ("/v1/generate", GenerateBody.Write),
        _ => IsFirst(target) ? ("/v1/chat", ChatBodyV1.Write) : ("/v2/chat", ChatBody.Write),
    };

    private static bool IsFirst(ProviderTarget target) => target.Setting("cohere_api_version") is "v1";

    // Older configurations name a version, as the first API wanted it.
    private static string Base(ProviderTarget target)
    {
        var address = JsonPost.Base(target, "cohere_api_base", DefaultBase);
        return address.EndsWith("/v1", StringComparison.Ordinal) || address.EndsWith("/v2", StringComparison.Ordinal)
            ? address[..^3]
            : address;
    }

    private static string? Check(IReadOnlyDictionary<string, string> settings) =>
        settings.GetValueOrDefault("cohere_api_base") is { } address
            && AddressRules.CheckShape("cohere_api_base", address) is { } wrong
            ? wrong
            : settings.GetValueOrDefault("cohere_api_version") is not (null or "v1" or "v2")
                ? "cohere_api_version must be v1 or v2."
                : Parameters.Check(settings);

    private delegate void BodyWriter(
        Utf8JsonWriter json, JsonElement unified, ProviderCall call, ProviderTarget target, Parameters parameters);
}
