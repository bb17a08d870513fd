using System.Text.Json;
using Andamento.Tests.TestKit.Upstream;

namespace Andamento.Tests.EndToEnd.Matrix.Vendors;

/// <summary>Amazon Bedrock: the one way for all models, and each vendor's own.</summary>
internal sealed class BedrockVendor : Vendor
{
    private const string KeyId = "AKMATRIX0123456789";
    private const string SecretKey = "aws-secret-matrix/0123456789+abcdef";
    private const string Session = "aws-session-matrix-0123456789==";
    private const string ApiKey = "bedrock-api-key-matrix-0123456789";
    private const string Region = "eu-west-1";

    private static readonly SignatureCheck Signature = new(KeyId, SecretKey, Region, "bedrock");

    private static readonly BodyShape Converse = new(
        "messages",
        "system inferenceConfig toolConfig guardrailConfig additionalModelRequestFields additionalModelResponseFieldPaths promptVariables "
        + "requestMetadata performanceConfig outputConfig serviceTier");

    private static readonly BodyShape InferenceConfig = new("", "maxTokens temperature topP stopSequences");

    public override string Name => "amazon-bedrock";

    public override string Recordings => "AmazonBedrock";

    public override IReadOnlyList<string> Secrets => [SecretKey];

    public override int StrangerStatus => 403;

    public override IReadOnlyDictionary<string, string?> Settings() => new Dictionary<string, string?>
    {
        ["bedrock_endpoint_url"] = Address,
        ["aws_region"] = Region,
        ["aws_access_key_id"] = KeyId,
        ["aws_secret_access_key"] = SecretKey,
    };

    /// <summary>Those of a temporary key.</summary>
    public static (string, string?)[] TemporaryKey { get; } = [("aws_session_token", Session)];

    /// <summary>Those of a key that is sent as it is.</summary>
    public static (string, string?)[] BearerKey { get; } =
        [("bedrock_api_key", ApiKey), ("aws_access_key_id", null), ("aws_secret_access_key", null)];

    public override WireReply Failure(int status, string message, string? retryAfter = null) => Replies.Json(
        status,
        JsonSerializer.Serialize(new { message }),
        [
            ("x-amzn-ErrorType", $"{Type(status)}:http://internal.amazon.com/coral/"),
            ("x-amzn-RequestId", "req-matrix"),
            .. retryAfter is null ? Array.Empty<(string, string)>() : [("Retry-After", retryAfter)],
        ]);

    protected override string? Stranger(WireRequest request)
    {
        if (request.Headers.GetValueOrDefault("Authorization")?.StartsWith("Bearer ", StringComparison.Ordinal) is true)
            return Has(request, "Authorization", $"Bearer {ApiKey}") ? null : "Authentication failed: API Key is not valid";

        return request.Headers.TryGetValue("X-Amz-Security-Token", out var token) && token != Session
            ? "The security token included in the request is invalid."
            : Signature.Fault(request);
    }

    protected override BodyShape? Operation(WireRequest request) => Called(request) switch
    {
        (_, "converse" or "converse-stream") => Converse,
        (var model, "invoke" or "invoke-with-response-stream") => Invoke(model),
        _ => null,
    };

    protected override string? Fault(WireRequest request)
    {
        var (_, operation) = Called(request);
        if (operation is "converse-stream" or "invoke-with-response-stream" && !Has(request, "Accept", "application/vnd.amazon.eventstream"))
            return "Accept must be application/vnd.amazon.eventstream";

        return operation switch
        {
            "converse" or "converse-stream" => ConverseFault(request.Json),
            _ when request.Json.TryGetProperty("anthropic_version", out var version) => version.GetString() != "bedrock-2023-05-31"
                ? "anthropic_version: must be bedrock-2023-05-31"
                : request.Json.TryGetProperty("prompt", out _)
                    ? AnthropicVendor.PromptFault(request.Json)
                    : AnthropicVendor.MessagesFault(request.Json),
            _ => CohereVendor.SamplerFault(request.Json),
        };
    }

    protected override string Unknown(string member) => $"Malformed input request: #: extraneous key [{member}] is not permitted, please reformat your input and try again.";

    // Every id is that of a vendor; what the body may hold is the vendor's affair.
    private static BodyShape? Invoke(string model) => model switch
    {
        "anthropic.claude-v2" => AnthropicVendor.CompleteShape("", "anthropic_version"),
        _ when Is(model, "anthropic.claude-") => AnthropicVendor.MessagesShape("anthropic_version", "anthropic_beta"),
        _ when Is(model, "cohere.command-r") => CohereVendor.FirstChat(""),
        _ when Is(model, "cohere.command-") => CohereVendor.Generate("", "stream"),
        _ when Is(model, "cohere.embed-") => new("texts input_type", "images truncate embedding_types output_dimension"),
        _ when Is(model, "ai21.jamba-") => Ai21Vendor.Jamba(""),
        _ when Is(model, "ai21.j2-") => Ai21Vendor.Jurassic,
        _ when Is(model, "amazon.titan-text-") => new("inputText", "textGenerationConfig"),
        _ when Is(model, "amazon.titan-embed-text-v2") => new("inputText", "dimensions normalize embeddingTypes"),
        _ when Is(model, "amazon.titan-embed-") => new("inputText"),
        _ => null,
    };

    private static string? ConverseFault(JsonElement body)
    {
        if (body.TryGetProperty("inferenceConfig", out var config) && InferenceConfig.Unknown(config) is { } unknown)
            return $"inferenceConfig.{unknown}: unknown member";

        if (body.TryGetProperty("additionalModelRequestFields", out var more)
            && new BodyShape("", "top_k thinking anthropic_beta metadata tool_choice output_format output_config").Unknown(more) is { } extra)
        {
            return $"The additional field {extra} is not known to the model";
        }

        return body.GetProperty("messages").EnumerateArray()
            .SelectMany(message => message.GetProperty("content").EnumerateArray())
            .All(block => block.ValueKind is JsonValueKind.Object)
                ? null
                : "messages.content: a list of blocks is required";
    }

    // /model/{id}/{operation}, where the colon of an id is escaped.
    private static (string Model, string Operation) Called(WireRequest request) => request.Target.Split('/') is ["", "model", var id, var operation]
        && !id.Contains(':', StringComparison.Ordinal)
            ? (Uri.UnescapeDataString(id), operation)
            : ("", "");

    private static bool Is(string model, string start) => model.StartsWith(start, StringComparison.Ordinal);

    private static string Type(int status) => status switch
    {
        403 => "UnrecognizedClientException",
        404 => "ResourceNotFoundException",
        429 => "ThrottlingException",
        503 => "ServiceUnavailableException",
        < 500 => "ValidationException",
        _ => "InternalServerException",
    };
}
