using System.Text.Json;
using Andamento.Tests.TestKit.Upstream;

namespace Andamento.Tests.EndToEnd.Matrix.Vendors;

/// <summary>AI21: Jamba, and the Jurassic models before it.</summary>
internal sealed class Ai21Vendor : Vendor
{
    private const string Key = "ai21-matrix-0123456789abcdef";
    private const string Start = "/studio/v1/";

    public override string Name => "ai21labs";

    public override string Recordings => "Ai21Labs";

    public override IReadOnlyList<string> Secrets => [Key];

    public override IReadOnlyDictionary<string, string?> Settings() => new Dictionary<string, string?>
    {
        ["ai21labs_api_base"] = $"{Address}/studio/v1",
        ["ai21labs_api_key"] = Key,
    };

    public override WireReply Failure(int status, string message, string? retryAfter = null) => Replies.Json(
        status, JsonSerializer.Serialize(new { detail = message }), retryAfter is null ? [] : [("retry-after", retryAfter)]);

    protected override string? Stranger(WireRequest request) =>
        Has(request, "Authorization", $"Bearer {Key}") ? null : "Forbidden: Bad or missing Api key.";

    protected override BodyShape? Operation(WireRequest request) => request.Target switch
    {
        $"{Start}chat/completions" => Jamba("model", "stream"),
        $"{Start}j2-ultra/complete" or $"{Start}j2-mid/complete" or $"{Start}j2-light/complete" => Jurassic,
        _ => null,
    };

    /// <summary>What Jamba takes, here and at Amazon.</summary>
    public static BodyShape Jamba(string required, string optional = "") => new(
        $"messages {required}", $"{optional} tools documents response_format max_tokens temperature top_p stop n");

    /// <summary>What the Jurassic models take, here and at Amazon.</summary>
    public static BodyShape Jurassic { get; } = new(
        "prompt",
        "numResults maxTokens minTokens temperature topP topKReturn stopSequences presencePenalty countPenalty frequencyPenalty logitBias");
}
