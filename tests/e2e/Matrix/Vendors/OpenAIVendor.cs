using Andamento.Tests.TestKit.Upstream;

namespace Andamento.Tests.EndToEnd.Matrix.Vendors;

/// <summary>OpenAI's own service.</summary>
internal class OpenAIVendor : Vendor
{
    protected const string Organization = "org-matrix";

    private const string Key = "sk-matrix-0123456789abcdef";

    private const string Chat =
        "max_tokens max_completion_tokens temperature top_p n stop stream stream_options user seed tools tool_choice "
        + "parallel_tool_calls response_format frequency_penalty presence_penalty logit_bias logprobs top_logprobs "
        + "reasoning_effort metadata store service_tier modalities audio prediction verbosity";

    private const string Completion =
        "suffix max_tokens temperature top_p n stop stream stream_options logprobs echo presence_penalty frequency_penalty "
        + "best_of logit_bias user seed";

    public override string Name => "openai";

    public override string Recordings => "OpenAI";

    public override IReadOnlyList<string> Secrets => [Key];

    public override IReadOnlyDictionary<string, string?> Settings() => new Dictionary<string, string?>
    {
        ["openai_api_base"] = $"{Address}/v1",
        ["openai_api_key"] = Key,
        ["openai_organization"] = Organization,
    };

    public override WireReply Failure(int status, string message, string? retryAfter = null) =>
        Replies.Error(status, message, type: status < 500 ? "invalid_request_error" : "server_error", retryAfter: retryAfter);

    protected override string? Stranger(WireRequest request) => !Has(request, "Authorization", $"Bearer {Key}")
        ? "Incorrect API key provided: sk-wro**********ong1."
        : Has(request, "OpenAI-Organization", Organization) ? null : "No such organization.";

    protected override BodyShape? Operation(WireRequest request) => request.Target switch
    {
        "/v1/chat/completions" => Shape("chat/completions", "model"),
        "/v1/completions" => Shape("completions", "model"),
        "/v1/embeddings" => Shape("embeddings", "model"),
        _ => null,
    };

    /// <summary>What an operation takes. The model is required only where the address does not tell.</summary>
    protected static BodyShape? Shape(string operation, string required, string optional = "") => operation switch
    {
        "chat/completions" => new($"messages {required}", $"{optional} {Chat}"),
        "completions" => new($"prompt {required}", $"{optional} {Completion}"),
        "embeddings" => new($"input {required}", $"{optional} encoding_format dimensions user"),
        _ => null,
    };

    // Options of a stream without a stream are refused, and an unknown name of a model's would have been a 404.
    protected override string? Fault(WireRequest request) =>
        request.Json.TryGetProperty("stream_options", out _) && !request.Streams
            ? "The 'stream_options' parameter is only allowed when 'stream' is enabled."
            : null;

    protected override string Unknown(string member) => $"Unrecognized request argument supplied: {member}";
}
