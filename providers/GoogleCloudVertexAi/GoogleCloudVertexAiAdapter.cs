using System.Collections.Immutable;
using System.Text.Json;
using Andamento.Providers.Unified;

namespace Andamento.Providers.GoogleCloudVertexAi;

/// <summary>Vertex AI: Gemini, the PaLM models before it, Google's embeddings, and Claude in Google's cloud.</summary>
internal sealed class GoogleCloudVertexAiAdapter : IProviderAdapter, INeedsToken, ISplitsCalls
{
    internal static readonly ProviderDescriptor Description = new()
    {
        Name = "google-cloud-vertex-ai",
        ConfigName = "google_cloud_vertex_ai_config",
        Tasks = [ProviderTask.Chat, ProviderTask.Completions, ProviderTask.Embeddings],
        Settings = VertexSettings.All,
        Check = VertexSettings.Check,
    };

    private const string ClaudeVersion = "vertex-2023-10-16";

    /// <inheritdoc/>
    public ProviderDescriptor Descriptor => Description;

    /// <inheritdoc/>
    public HttpRequestMessage ToCall(ProviderCall call, ProviderTarget target)
    {
        if (call is { Stream: true, Task: ProviderTask.Embeddings }) throw Fault.Unsupported("stream", "embeddings are not streamed");

        var operation = VertexModel.Operation(call, target);
        var parameters = new Parameters(target);
        using var unified = UnifiedBody.Parse(call.Body);
        var body = JsonBytes.Write(
            (unified.RootElement, operation, call, target, parameters),
            static (json, all) => Write(json, all.RootElement, all.operation, all.call, all.target, all.parameters));
        var address = $"{VertexSettings.ModelsAddress(target)}/{VertexModel.Path(operation, target.Model)}:{Method(operation, call)}";
        var message = JsonPost.Create(address, body, call.Stream);
        parameters.Report(message);
        return message;
    }

    /// <inheritdoc/>
    public TokenPurchase? Token(ProviderTarget target) => ServiceAccountToken.Of(target);

    /// <inheritdoc/>
    public IAnswerReader ReadAnswer(ProviderCall call, ProviderTarget target) => VertexModel.Operation(call, target) switch
    {
        VertexOperation.Claude => new Anthropic.ChatAnswer(Description, call, target),
        VertexOperation.Predict => new PredictAnswer(call, target),
        VertexOperation.PredictEmbeddings or VertexOperation.EmbedContent => new EmbeddingAnswer(call, target),
        _ => new ChatAnswer(call, target),
    };

    /// <inheritdoc/>
    public ImmutableArray<ProviderCall> Split(ProviderCall call, ProviderTarget target) => VertexModel.Operation(call, target) switch
    {
        VertexOperation.PredictEmbeddings => Inputs.Split(call, VertexModel.TextsPerCall(target.Model)),
        VertexOperation.EmbedContent => Inputs.Split(call, textsPerCall: 1),
        VertexOperation.Predict => [.. Prompt.Split(call).Select(one => one with { Stream = false })], // it has no streams
        _ => Prompt.Split(call),
    };

    private static string Method(VertexOperation operation, ProviderCall call) => (operation, call.Stream) switch
    {
        (VertexOperation.Gemini, false) => "generateContent",
        (VertexOperation.Gemini, true) => "streamGenerateContent?alt=sse",
        (VertexOperation.Claude, false) => "rawPredict",
        (VertexOperation.Claude, true) => "streamRawPredict",
        (VertexOperation.EmbedContent, _) => "embedContent",
        _ => "predict",
    };

    private static void Write(
        Utf8JsonWriter json, JsonElement unified, VertexOperation operation, ProviderCall call, ProviderTarget target, Parameters parameters)
    {
        switch (operation)
        {
            case VertexOperation.Gemini:
                new ChatBody(json, target, parameters).Write(Prompt.AsChat(call, unified));
                break;
            case VertexOperation.Claude:
                new Anthropic.ChatBody(json, call, target, parameters).Write(Prompt.AsChat(call, unified), ClaudeVersion);
                break;
            case VertexOperation.Predict: PredictBody.Write(json, unified, call, parameters); break;
            case VertexOperation.PredictEmbeddings: EmbeddingBody.WriteInstances(json, unified, target, parameters); break;
            default: EmbeddingBody.WriteContent(json, unified, target, parameters); break;
        }
    }
}
