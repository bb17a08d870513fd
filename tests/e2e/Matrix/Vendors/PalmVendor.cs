using Andamento.Tests.TestKit.Upstream;

namespace Andamento.Tests.EndToEnd.Matrix.Vendors;

/// <summary>The PaLM API, as it was.</summary>
internal sealed class PalmVendor : Vendor
{
    private const string Key = "palm-matrix-0123456789abcdef";
    private const string Start = "/v1beta3/models/";
    private const string Sampling = "temperature topP topK candidateCount";

    public override string Name => "palm";

    public override string Recordings => "Palm";

    public override IReadOnlyList<string> Secrets => [Key];

    public override IReadOnlyDictionary<string, string?> Settings() => new Dictionary<string, string?>
    {
        ["palm_api_base"] = $"{Address}/v1beta3",
        ["palm_api_key"] = Key,
    };

    public override WireReply Failure(int status, string message, string? retryAfter = null) =>
        GoogleErrors.Failure(status, message, retryAfter);

    protected override string? Stranger(WireRequest request) =>
        Has(request, "x-goog-api-key", Key) ? null : "API key not valid. Please pass a valid API key.";

    protected override BodyShape? Operation(WireRequest request) => request.Target switch
    {
        $"{Start}chat-bison-001:generateMessage" => new("prompt", Sampling),
        $"{Start}text-bison-001:generateText" => new("prompt", $"{Sampling} safetySettings stopSequences maxOutputTokens"),
        $"{Start}embedding-gecko-001:batchEmbedText" => new("texts", "requests"),
        _ => null,
    };

    protected override string? Fault(WireRequest request) => request.Json.TryGetProperty("prompt", out var prompt)
        && (request.Path.EndsWith(":generateText", StringComparison.Ordinal) ? new BodyShape("text") : new("messages", "context examples"))
            .Missing(prompt) is { } missing
                ? $"prompt.{missing} is required"
                : null;

    protected override string Unknown(string member) => GoogleErrors.Unknown(member);
}
