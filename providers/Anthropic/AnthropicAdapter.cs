using System.Collections.Immutable;
using Andamento.Providers.Http;
using Andamento.Providers.Unified;

namespace Andamento.Providers.Anthropic;

/// <summary>Anthropic's Messages API, and the older text completions of the models that have nothing else.</summary>
internal sealed class AnthropicAdapter : IProviderAdapter, ISplitsCalls
{
    internal const string DefaultBase = "https://api.anthropic.com";
    internal const string DefaultVersion = "2023-06-01";

    internal static readonly ProviderDescriptor Description = new()
    {
        Name = "anthropic",
        ConfigName = "anthropic_config",
        Tasks = [ProviderTask.Chat, ProviderTask.Completions],
        Settings =
        [
            new("anthropic_api_key", "The API key.") { Secret = true, Required = true },
            new("anthropic_api_base", "The address of the API.")
            {
                Default = DefaultBase,
                OperatorDefault = static options => options.Anthropic.BaseUrl,
                Address = true,
            },
            new("anthropic_version", "The version of the API.") { Default = DefaultVersion },
            new("anthropic_beta", "Beta features to switch on, separated by commas."),
            new("default_max_tokens", "The limit of output tokens for requests without one. When not set: 8192, or "
                + "4096 for models older than Claude 3.5, which refuse more."),
            new("structured_output_mode", "How a JSON schema is asked for: output_format, or tool for models without it.")
            {
                Default = "output_format",
            },
            new("json_object_mode", "What becomes of the response_format json_object, which the API lacks: refuse, or instruct to "
                + "ask for it in words.") { Default = "refuse" },
            new("pad_first_user", "true lets the user say '.' first in chats that the assistant begins, which the API refuses.")
            {
                Default = "false",
            },
            .. Parameters.Settings,
        ],
        Check = Check,
    };

    /// <inheritdoc/>
    public ProviderDescriptor Descriptor => Description;

    /// <inheritdoc/>
    public HttpRequestMessage ToCall(ProviderCall call, ProviderTarget target)
    {
        if (call.Task is ProviderTask.Embeddings) throw Fault.UnsupportedTask(Description, call.Task);

        var legacy = IsLegacy(call, target);
        var parameters = new Parameters(target);
        using var unified = UnifiedBody.Parse(call.Body);
        var body = JsonBytes.Write(
            (unified.RootElement, call, target, parameters, legacy),
            static (json, all) =>
            {
                if (all.legacy) LegacyBody.Write(json, all.RootElement, all.call, all.target, all.parameters);
                else new ChatBody(json, all.call, all.target, all.parameters).Write(Prompt.AsChat(all.call, all.RootElement));
            });

        var address = JsonPost.Base(target, "anthropic_api_base", DefaultBase) + (legacy ? "/v1/complete" : "/v1/messages");
        var message = JsonPost.Create(address, body, call.Stream)
            .With("x-api-key", target.Setting("anthropic_api_key"))
            .With("anthropic-version", target.Setting("anthropic_version") ?? DefaultVersion)
            .With("anthropic-beta", target.Setting("anthropic_beta"));
        parameters.Report(message);
        return message;
    }

    /// <inheritdoc/>
    public IAnswerReader ReadAnswer(ProviderCall call, ProviderTarget target) =>
        IsLegacy(call, target) ? new LegacyAnswer(Description, call, target) : new ChatAnswer(Description, call, target);

    /// <inheritdoc/>
    public ImmutableArray<ProviderCall> Split(ProviderCall call, ProviderTarget target) => Prompt.Split(call);

    private static bool IsLegacy(ProviderCall call, ProviderTarget target) =>
        call.Task is ProviderTask.Completions && ClaudeModel.IsLegacy(target.Model);

    private static string? Check(IReadOnlyDictionary<string, string> settings) =>
        settings.TryGetValue("default_max_tokens", out var limit) && !(int.TryParse(limit, out var tokens) && tokens > 0)
            ? "default_max_tokens must be a whole number above 0."
            : settings.GetValueOrDefault("structured_output_mode") is not (null or "output_format" or "tool")
                ? "structured_output_mode must be output_format or tool."
            : settings.GetValueOrDefault("json_object_mode") is not (null or "refuse" or "instruct")
                ? "json_object_mode must be refuse or instruct."
            : settings.GetValueOrDefault("pad_first_user") is not (null or "true" or "false")
                ? "pad_first_user must be true or false."
                : settings.GetValueOrDefault("anthropic_api_base") is { } address
                    && AddressRules.CheckShape("anthropic_api_base", address) is { } wrong
                    ? wrong
                    : Parameters.Check(settings);
}
