using System.Text.Json;
using Andamento.Tests.TestKit.Upstream;

namespace Andamento.Tests.EndToEnd.Matrix.Vendors;

/// <summary>Cohere's two APIs.</summary>
internal sealed class CohereVendor : Vendor
{
    private const string Key = "cohere-matrix-0123456789abcdef";

    public override string Name => "cohere";

    public override string Recordings => "Cohere";

    public override IReadOnlyList<string> Secrets => [Key];

    public override IReadOnlyDictionary<string, string?> Settings() => new Dictionary<string, string?>
    {
        ["cohere_api_base"] = Address,
        ["cohere_api_key"] = Key,
    };

    public override WireReply Failure(int status, string message, string? retryAfter = null) => Replies.Json(
        status, JsonSerializer.Serialize(new { message }), retryAfter is null ? [] : [("retry-after", retryAfter)]);

    protected override string? Stranger(WireRequest request) =>
        Has(request, "Authorization", $"Bearer {Key}") ? null : "invalid api token";

    protected override BodyShape? Operation(WireRequest request) => request.Target switch
    {
        "/v2/chat" => new(
            "model messages",
            "stream tools documents citation_options response_format safety_mode max_tokens stop_sequences temperature seed "
            + "frequency_penalty presence_penalty k p logprobs tool_choice thinking priority strict_tools"),
        "/v1/chat" => FirstChat("model", "stream"),
        "/v1/generate" => Generate("model", "stream"),
        "/v2/embed" => new(
            "model input_type embedding_types", "texts images inputs max_tokens output_dimension truncate priority"),
        "/v1/embed" => new("model texts", "input_type embedding_types truncate"),
        _ => null,
    };

    protected override string? Fault(WireRequest request) => SamplerFault(request.Json);

    protected override string Unknown(string member) => $"invalid request: unknown field: parameter '{member}' is not a valid field";

    /// <summary>What chats of the first API take, here and at Amazon.</summary>
    public static BodyShape FirstChat(string required, string optional = "") => new(
        $"message {required}",
        $"{optional} preamble chat_history conversation_id connectors documents temperature max_tokens max_input_tokens k p seed "
        + "stop_sequences frequency_penalty presence_penalty tools tool_results force_single_step response_format safety_mode raw_prompting");

    /// <summary>What text completions take, here and at Amazon.</summary>
    public static BodyShape Generate(string required, string optional = "") => new(
        $"prompt {required}",
        $"{optional} num_generations max_tokens temperature k p stop_sequences frequency_penalty presence_penalty logit_bias "
        + "return_likelihoods truncate seed end_sequences");

    /// <summary>A nucleus has limits.</summary>
    public static string? SamplerFault(JsonElement body) =>
        body.TryGetProperty("p", out var p) && p.GetDouble() is < 0.01 or > 0.99 ? "invalid request: p must be between 0.01 and 0.99" : null;
}
