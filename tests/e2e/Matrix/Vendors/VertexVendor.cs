using System.Text.Json;
using Andamento.Tests.TestKit.Upstream;

namespace Andamento.Tests.EndToEnd.Matrix.Vendors;

/// <summary>Vertex AI, and the token service in front of it.</summary>
internal sealed class VertexVendor : Vendor
{
    private const string Project = "matrix-project";
    private const string Region = "europe-west4";
    private const string Start = $"/v1/projects/{Project}/locations/{Region}/publishers/";

    private static readonly BodyShape Gemini = new(
        "contents", "systemInstruction tools toolConfig safetySettings generationConfig labels cachedContent modelArmorConfig");

    private static readonly BodyShape Config = new(
        "",
        "temperature topP topK candidateCount maxOutputTokens stopSequences responseLogprobs logprobs presencePenalty frequencyPenalty seed "
        + "responseMimeType responseSchema responseJsonSchema routingConfig audioTimestamp responseModalities mediaResolution speechConfig "
        + "thinkingConfig enableAffectiveDialog");

    private readonly GoogleTokens _tokens = new();

    public override string Name => "google-cloud-vertex-ai";

    public override string Recordings => "GoogleCloudVertexAi";

    public override IReadOnlyList<string> Secrets => [GoogleTokens.Token];

    public override IReadOnlyDictionary<string, string?> Settings() => new Dictionary<string, string?>
    {
        ["vertex_api_base"] = Address,
        ["vertex_token_url"] = Address + GoogleTokens.Path,
        ["private_key"] = _tokens.KeyFile,
        ["project_id"] = Project,
        ["region"] = Region,
    };

    public override WireReply Failure(int status, string message, string? retryAfter = null) =>
        GoogleErrors.Failure(status, message, retryAfter);

    public override ValueTask DisposeAsync()
    {
        _tokens.Dispose();
        return base.DisposeAsync();
    }

    protected override WireReply? Grant(WireRequest request) => request.Target == GoogleTokens.Path ? _tokens.Sell(request) : null;

    protected override string? Stranger(WireRequest request) => Has(request, "Authorization", GoogleTokens.Bearer)
        ? null
        : "Request had invalid authentication credentials. Expected OAuth 2 access token.";

    protected override BodyShape? Operation(WireRequest request)
    {
        if (!request.Target.StartsWith(Start, StringComparison.Ordinal)) return null;

        var rest = request.Target[Start.Length..];
        var (model, method) = (rest.Split(':')[0], rest.Split(':')[^1]);
        return (model, method) switch
        {
            (_, "generateContent" or "streamGenerateContent?alt=sse") when Is(model, "google/models/gemini-") => Gemini,
            (_, "predict") when Is(model, "google/models/") && !Is(model, "google/models/gemini-2") => new("instances", "parameters labels"),
            (_, "embedContent") when Is(model, "google/models/gemini-embedding-") =>
                new("content", "embedContentConfig taskType title outputDimensionality autoTruncate"),
            (_, "rawPredict") when Is(model, "anthropic/models/claude-") => AnthropicVendor.MessagesShape("anthropic_version"),
            (_, "streamRawPredict") when Is(model, "anthropic/models/claude-") => AnthropicVendor.MessagesShape("anthropic_version stream"),
            _ => null,
        };
    }

    protected override string? Fault(WireRequest request) => request.Json switch
    {
        var body when body.TryGetProperty("anthropic_version", out var version) => version.GetString() != "vertex-2023-10-16"
            ? "anthropic_version: must be vertex-2023-10-16"
            : AnthropicVendor.MessagesFault(body),
        var body when body.TryGetProperty("contents", out var contents) => GeminiFault(body, contents),
        _ => null,
    };

    protected override string Unknown(string member) => GoogleErrors.Unknown(member);

    private static string? GeminiFault(JsonElement body, JsonElement contents)
    {
        if (body.TryGetProperty("generationConfig", out var config) && Config.Unknown(config) is { } unknown)
            return GoogleErrors.Unknown($"generation_config.{unknown}");

        return contents.EnumerateArray().All(turn =>
            turn.GetProperty("role").GetString() is "user" or "model" && turn.GetProperty("parts").GetArrayLength() > 0)
                ? null
                : "Please use a valid role: user, model.";
    }

    private static bool Is(string model, string start) => model.StartsWith(start, StringComparison.Ordinal);
}
