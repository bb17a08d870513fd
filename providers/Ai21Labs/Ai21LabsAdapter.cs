using System.Collections.Immutable;
using Andamento.Providers.Compatible;
using Andamento.Providers.Http;
using Andamento.Providers.Unified;

namespace Andamento.Providers.Ai21Labs;

/// <summary>AI21's Jamba models, which chat, and its Jurassic models, which complete texts and do not stream.</summary>
internal sealed class Ai21LabsAdapter : IProviderAdapter, ISplitsCalls
{
    internal static readonly ProviderDescriptor Description = new()
    {
        Name = "ai21labs",
        ConfigName = "ai21labs_config",
        Tasks = [ProviderTask.Chat, ProviderTask.Completions],
        Settings =
        [
            new("ai21labs_api_key", "The API key.") { Secret = true, Required = true },
            new("ai21labs_api_base", "The address of the API.")
            {
                Default = DefaultBase,
                OperatorDefault = static options => options.Ai21Labs.BaseUrl,
                Address = true,
            },
            new(ChatBridge, "true lets Jurassic models chat: they go on with the chat as one text, and know no tools.") { Default = "false" },
            .. Parameters.Settings,
        ],
        Check = Check,
    };

    private const string ChatBridge = "j2_chat_bridge";

    private const string DefaultBase = "https://api.ai21.com/studio/v1";

    /// <inheritdoc/>
    public ProviderDescriptor Descriptor => Description;

    /// <inheritdoc/>
    public HttpRequestMessage ToCall(ProviderCall call, ProviderTarget target)
    {
        var jurassic = IsJurassic(target.Model);
        if (call.Task is ProviderTask.Embeddings) throw Fault.UnsupportedTask(Description, call.Task);
        if (jurassic && call.Task is ProviderTask.Chat && target.Setting(ChatBridge) is not "true")
        {
            throw Fault.UnsupportedTask(Description, call.Task, $"with {target.Model}, unless {ChatBridge} is true");
        }

        var parameters = new Parameters(target);
        using var unified = UnifiedBody.Parse(call.Body);
        var body = JsonBytes.Write(
            (unified.RootElement, call, target, parameters, jurassic),
            static (json, all) =>
            {
                if (all.jurassic) CompleteBody.Write(json, all.RootElement, all.call, all.parameters);
                else ChatBody.Write(json, all.RootElement, all.call, all.target, all.parameters);
            });
        var path = jurassic ? $"/{Uri.EscapeDataString(target.Model)}/complete" : "/chat/completions";
        var message = JsonPost.Create(JsonPost.Base(target, "ai21labs_api_base", DefaultBase) + path, body, call.Stream)
            .WithBearer(target.Setting("ai21labs_api_key"));
        parameters.Report(message);
        return message;
    }

    /// <inheritdoc/>
    public IAnswerReader ReadAnswer(ProviderCall call, ProviderTarget target) =>
        IsJurassic(target.Model) ? new CompleteAnswer(Description, call, target)
        : call.Task is ProviderTask.Completions ? new ChatAsCompletion(Description, call, target)
        : new CompatibleAnswer(Description, call, target);

    /// <inheritdoc/>
    public ImmutableArray<ProviderCall> Split(ProviderCall call, ProviderTarget target)
    {
        var calls = Prompt.Split(call);
        return IsJurassic(target.Model) ? [.. calls.Select(one => one with { Stream = false })] : calls;
    }

    private static string? Check(IReadOnlyDictionary<string, string> settings) =>
        settings.GetValueOrDefault(ChatBridge) is not (null or "true" or "false")
            ? $"{ChatBridge} must be true or false."
            : settings.GetValueOrDefault("ai21labs_api_base") is { } address
                && AddressRules.CheckShape("ai21labs_api_base", address) is { } wrong
                ? wrong
                : Parameters.Check(settings);

    private static bool IsJurassic(string model) => model.StartsWith("j2-", StringComparison.Ordinal);
}
