using System.Collections.Immutable;
using Andamento.Providers.Unified;

namespace Andamento.Providers.AmazonBedrock;

/// <summary>Amazon Bedrock: models of several vendors behind signed calls, in one dialect for all or in their own.</summary>
internal sealed class AmazonBedrockAdapter : IProviderAdapter, ISplitsCalls, ISignsCalls, INeedsToken
{
    internal static readonly ProviderDescriptor Description = new()
    {
        Name = "amazon-bedrock",
        ConfigName = "amazon_bedrock_config",
        Tasks = [ProviderTask.Chat, ProviderTask.Completions, ProviderTask.Embeddings],
        Settings = BedrockSettings.All,
        Check = BedrockSettings.Check,
    };

    /// <inheritdoc/>
    public ProviderDescriptor Descriptor => Description;

    /// <inheritdoc/>
    public HttpRequestMessage ToCall(ProviderCall call, ProviderTarget target)
    {
        var operation = BedrockModel.Operation(call, target);
        var parameters = new Parameters(target);
        using var unified = UnifiedBody.Parse(call.Body);
        var body = JsonBytes.Write(
            (operation, unified.RootElement, call, target, parameters),
            static (json, all) =>
            {
                if (all.operation is not BedrockOperation.Converse)
                {
                    InvokeBody.Write(json, all.operation, all.RootElement, all.call, all.target, all.parameters);
                }
                else new ConverseBody(json, all.target, all.parameters).Write(Prompt.AsChat(all.call, all.RootElement));
            });
        var address = $"{BedrockSettings.BaseAddress(target)}/model/{Uri.EscapeDataString(BedrockModel.Id(target))}/{Path(operation, call)}";
        var message = JsonPost.Create(address, body, stream: false);
        if (call.Stream) AskForEvents(message, operation);
        parameters.Report(message);
        return message;
    }

    /// <inheritdoc/>
    public void Sign(HttpRequestMessage request, ReadOnlyMemory<byte> body, ProviderTarget target, string? token, DateTimeOffset now)
    {
        if (target.Setting("bedrock_api_key") is { Length: > 0 } key)
        {
            request.WithBearer(key);
            return;
        }

        var credentials = token is null ? BedrockSettings.Credentials(target) : AwsCredentials.OfToken(token);
        AwsSignature.Sign(request, body.Span, credentials, BedrockSettings.Region(target), AwsSignature.Bedrock, now);
    }

    /// <inheritdoc/>
    public TokenPurchase? Token(ProviderTarget target) => AssumedRole.Of(target);

    /// <inheritdoc/>
    public bool HasExpired(HttpResponseMessage refusal) =>
        refusal.Headers.NonValidated.TryGetValues("x-amzn-errortype", out var type)
        && type.ToString().StartsWith("ExpiredToken", StringComparison.Ordinal);

    /// <inheritdoc/>
    public IAnswerReader ReadAnswer(ProviderCall call, ProviderTarget target) => BedrockModel.Operation(call, target) switch
    {
        BedrockOperation.Converse => new ConverseAnswer(call, target),
        BedrockOperation.ClaudeMessages => new InvokeAnswer(new Anthropic.ChatAnswer(Description, call, target), target),
        BedrockOperation.ClaudeCompletion =>
            new InvokeAnswer(new Anthropic.LegacyAnswer(Description, call, target, InvokeAnswer.Metrics), target),
        BedrockOperation.CommandChat => new InvokeAnswer(new Cohere.ChatAnswerV1(Description, call, target, InvokeAnswer.Metrics), target),
        BedrockOperation.Jamba => new InvokeAnswer(new JambaAnswer(call, target), target),
        BedrockOperation.Command => new InvokeAnswer(new CommandAnswer(call, target), target),
        BedrockOperation.Jurassic => new Ai21Labs.CompleteAnswer(Description, call, target),
        BedrockOperation.CohereEmbedding => new Cohere.EmbeddingAnswer(Description, call, target),
        _ => new InvokeAnswer(new TitanAnswer(call, target), target),
    };

    /// <inheritdoc/>
    public ImmutableArray<ProviderCall> Split(ProviderCall call, ProviderTarget target) => BedrockModel.Operation(call, target) switch
    {
        BedrockOperation.TitanEmbedding => Inputs.Split(call, textsPerCall: 1),
        BedrockOperation.CohereEmbedding => Inputs.Split(call, Cohere.EmbeddingBody.TextsPerCall),
        BedrockOperation.Jurassic => [.. Prompt.Split(call).Select(one => one with { Stream = false })],
        _ => Prompt.Split(call),
    };

    private static string Path(BedrockOperation operation, ProviderCall call) => (operation, call.Stream) switch
    {
        (BedrockOperation.Converse, false) => "converse",
        (BedrockOperation.Converse, true) => "converse-stream",
        (_, false) => "invoke",
        (_, true) => "invoke-with-response-stream",
    };

    private static void AskForEvents(HttpRequestMessage message, BedrockOperation operation)
    {
        message.Headers.Remove("Accept");
        message.With("Accept", "application/vnd.amazon.eventstream");
        if (operation is not BedrockOperation.Converse) message.With("X-Amzn-Bedrock-Accept", "application/json");
    }
}
