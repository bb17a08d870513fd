using Andamento.Providers.Compatible;
using Andamento.Providers.OpenAI;
using Andamento.Providers.Unified;

namespace Andamento.Providers.Custom;

/// <summary>Any server that speaks OpenAI's language, more or less.</summary>
internal sealed class CustomAdapter : IProviderAdapter, ILearnsFromRefusals
{
    internal static readonly ProviderDescriptor Description = new()
    {
        Name = "custom",
        ConfigName = "custom_provider_config",
        Tasks = [ProviderTask.Chat, ProviderTask.Completions, ProviderTask.Embeddings],
        Settings =
        [
            new(CustomSettings.Url, "The base address, or the whole address when it ends in /chat/completions, "
                + "/completions or /embeddings.") { Required = true, Address = true },
            new(CustomSettings.Token, "A token, sent as Authorization: Bearer.") { Secret = true },
            new(CustomSettings.KeyHeader, "The header that carries the API key."),
            new(CustomSettings.KeyValue, "The API key.") { Secret = true },
            new(CustomSettings.NoAuth, "true for a server that asks for no credentials.") { Default = "false" },
            new(CustomSettings.UsageInStream, "Whether streams are asked for their usage: on, off for a server that refuses stream_options, "
                + "or auto to find out by the first stream.") { Default = "on" },
        ],
        Check = CustomSettings.Check,
    };

    /// <inheritdoc/>
    public ProviderDescriptor Descriptor => Description;

    /// <inheritdoc/>
    public HttpRequestMessage ToCall(ProviderCall call, ProviderTarget target)
    {
        var body = ChatBody.Write(call, target.Model, Usage(target));
        var request = JsonPost.Create(Address(call.Task, target), body, call.Stream);
        if (target.Setting(CustomSettings.Token) is { } token) return request.WithBearer(token);

        return target.Setting(CustomSettings.KeyHeader) is { } header
            ? request.With(header, target.Setting(CustomSettings.KeyValue))
            : request;
    }

    /// <inheritdoc/>
    public IAnswerReader ReadAnswer(ProviderCall call, ProviderTarget target) => new CompatibleAnswer(Description, call, target);

    /// <inheritdoc/>
    public bool Learn(ProviderException refused, ProviderCall call, ProviderTarget target)
    {
        if (!CustomSettings.IsAuto(target) || !StreamOptions.IsRefused(refused, call)) return false;

        return target.Memory.RefusesStreamOptions = true;
    }

    /// <inheritdoc/>
    public void Forget(ProviderTarget target) => target.Memory.RefusesStreamOptions = false;

    private static StreamUsage Usage(ProviderTarget target) =>
        target.Setting(CustomSettings.UsageInStream) is "off" ? StreamUsage.AsSent
        : CustomSettings.IsAuto(target) && target.Memory.RefusesStreamOptions ? StreamUsage.Never
        : StreamUsage.Ask;

    private static string Address(ProviderTask task, ProviderTarget target)
    {
        var address = JsonPost.Base(target, CustomSettings.Url, "");
        if (address.EndsWith("/completions", StringComparison.Ordinal) || address.EndsWith("/embeddings", StringComparison.Ordinal))
        {
            return address;
        }

        return address + task switch
        {
            ProviderTask.Chat => "/chat/completions",
            ProviderTask.Completions => "/completions",
            _ => "/embeddings",
        };
    }
}
