using System.Collections.Immutable;
using System.Text.Json;
using Andamento.Providers.Http;
using Andamento.Providers.Unified;

namespace Andamento.Providers.Palm;

/// <summary>
/// The PaLM API, which Google switched off: for configurations that still name it, and servers that still speak it. It
/// has no streams.
/// </summary>
internal sealed class PalmAdapter : IProviderAdapter, ISplitsCalls
{
    internal static readonly ProviderDescriptor Description = new()
    {
        Name = "palm",
        ConfigName = "palm_config",
        Tasks = [ProviderTask.Chat, ProviderTask.Completions, ProviderTask.Embeddings],
        Settings =
        [
            new("palm_api_key", "The API key. Deprecated: Google switched this service off; use google-cloud-vertex-ai.")
            {
                Secret = true,
                Required = true,
            },
            new("palm_api_base", "The address of the API.")
            {
                Default = DefaultBase,
                OperatorDefault = static options => options.Palm.BaseUrl,
                Address = true,
            },
            .. Parameters.Settings,
        ],
        Check = static settings => settings.GetValueOrDefault("palm_api_base") is { } address
            && AddressRules.CheckShape("palm_api_base", address) is { } wrong
            ? wrong
            : Parameters.Check(settings),
    };

    private const string DefaultBase = "https://generativelanguage.googleapis.com/v1beta3";
    private const int TextsPerCall = 100;

    /// <inheritdoc/>
    public ProviderDescriptor Descriptor => Description;

    /// <inheritdoc/>
    public HttpRequestMessage ToCall(ProviderCall call, ProviderTarget target)
    {
        var parameters = new Parameters(target);
        using var unified = UnifiedBody.Parse(call.Body);
        var body = JsonBytes.Write(
            (unified.RootElement, call, parameters), static (json, all) => Write(json, all.RootElement, all.call, all.parameters));
        var method = call.Task switch
        {
            ProviderTask.Chat => "generateMessage",
            ProviderTask.Completions => "generateText",
            _ => "batchEmbedText",
        };
        var address = $"{JsonPost.Base(target, "palm_api_base", DefaultBase)}/models/{Uri.EscapeDataString(target.Model)}:{method}";
        var message = JsonPost.Create(address, body, call.Stream).With("x-goog-api-key", target.Setting("palm_api_key"));
        parameters.Report(message);
        return message;
    }

    /// <inheritdoc/>
    public IAnswerReader ReadAnswer(ProviderCall call, ProviderTarget target) => new PalmAnswer(call, target);

    /// <inheritdoc/>
    public ImmutableArray<ProviderCall> Split(ProviderCall call, ProviderTarget target) => call switch
    {
        { Task: ProviderTask.Embeddings, Stream: true } => throw Fault.Unsupported("stream", "embeddings are not streamed"),
        { Task: ProviderTask.Embeddings } => Inputs.Split(call, TextsPerCall),
        _ => [.. Prompt.Split(call).Select(one => one with { Stream = false })],
    };

    private static void Write(Utf8JsonWriter json, JsonElement unified, ProviderCall call, Parameters parameters)
    {
        json.WriteStartObject();
        if (call.Task is ProviderTask.Embeddings) WriteTexts(json, unified, parameters);
        else
        {
            json.WriteStartObject("prompt"u8);
            if (call.Task is ProviderTask.Chat) PalmChat.WriteMembers(json, unified);
            else json.Write("text"u8, Prompt.One(unified));
            json.WriteEndObject();
            new PalmParameters(json, parameters).Write(unified, endless: call.Task is ProviderTask.Chat);
        }

        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, JsonElement unified, Parameters parameters)
    {
        json.WriteStartArray("texts"u8);
        foreach (var text in Inputs.Texts(unified)) text.WriteTo(json);
        json.WriteEndArray();
        foreach (var member in unified.EnumerateObject())
        {
            switch (member.Name)
            {
                case var _ when member.Value.ValueKind is JsonValueKind.Null: break;
                case "dimensions": throw Fault.Unsupported("dimensions", "this provider has one size");
                case "encoding_format": Inputs.RequireEncoding(member.Value); break;
                case "user": parameters.Drop("user"); break;
                case "input" or "stream": break;
                default:
                    if (!UnifiedBody.IsOurs(member.Name)) member.WriteTo(json);
                    break;
            }
        }
    }
}
