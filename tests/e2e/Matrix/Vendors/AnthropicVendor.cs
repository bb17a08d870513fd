using System.Text.Json;
using Andamento.Tests.TestKit.Upstream;

namespace Andamento.Tests.EndToEnd.Matrix.Vendors;

/// <summary>Anthropic's Messages, and the text completions before them.</summary>
internal sealed class AnthropicVendor : Vendor
{
    private const string Key = "sk-ant-matrix-0123456789abcdef";

    public override string Name => "anthropic";

    public override string Recordings => "Anthropic";

    public override IReadOnlyList<string> Secrets => [Key];

    public override IReadOnlyDictionary<string, string?> Settings() => new Dictionary<string, string?>
    {
        ["anthropic_api_base"] = Address,
        ["anthropic_api_key"] = Key,
    };

    public override WireReply Failure(int status, string message, string? retryAfter = null) => Replies.Json(
        status,
        JsonSerializer.Serialize(new { type = "error", error = new { type = Type(status), message }, request_id = "req_matrix" }),
        [("request-id", "req_matrix"), .. retryAfter is null ? Array.Empty<(string, string)>() : [("retry-after", retryAfter)]]);

    protected override string? Stranger(WireRequest request) =>
        Has(request, "x-api-key", Key) && !request.Headers.ContainsKey("Authorization") ? null : "invalid x-api-key";

    protected override BodyShape? Operation(WireRequest request) => request.Target switch
    {
        "/v1/messages" => MessagesShape("model"),
        "/v1/complete" => CompleteShape("model", "stream"),
        _ => null,
    };

    protected override string? Fault(WireRequest request) => !Has(request, "anthropic-version", "2023-06-01")
        ? "anthropic-version: header is required"
        : request.Path is "/v1/complete" ? PromptFault(request.Json) : MessagesFault(request.Json);

    /// <summary>What the Messages API takes, here and in others' clouds.</summary>
    public static BodyShape MessagesShape(string required, string optional = "stream") => new(
        $"messages max_tokens {required}",
        $"{optional} system temperature top_p top_k stop_sequences metadata tools tool_choice thinking service_tier output_format output_config");

    /// <summary>What text completions take.</summary>
    public static BodyShape CompleteShape(string required, string optional = "") =>
        new($"prompt max_tokens_to_sample {required}", $"{optional} stop_sequences temperature top_p top_k metadata");

    /// <summary>Turns must alternate, and say something.</summary>
    public static string? MessagesFault(JsonElement body)
    {
        var expected = "user";
        foreach (var message in body.GetProperty("messages").EnumerateArray())
        {
            if (message.GetProperty("role").GetString() != expected) return $"messages: roles must alternate, and {expected} is next";
            if (message.GetProperty("content") is { ValueKind: JsonValueKind.String } text && text.GetString()!.Trim().Length == 0)
                return "messages: text content blocks must be non-empty";

            expected = expected is "user" ? "assistant" : "user";
        }

        return expected is "user" && body.GetProperty("messages").GetArrayLength() == 0 ? "messages: at least one message is required" : null;
    }

    /// <summary>A text must look like a dialogue.</summary>
    public static string? PromptFault(JsonElement body)
    {
        var prompt = body.GetProperty("prompt").GetString()!;
        return prompt.StartsWith("\n\nHuman:", StringComparison.Ordinal) && prompt.EndsWith("\n\nAssistant:", StringComparison.Ordinal)
            ? null
            : "prompt must start with \"\n\nHuman:\" turn and end with \"\n\nAssistant:\"";
    }

    private static string Type(int status) => status switch
    {
        401 => "authentication_error",
        404 => "not_found_error",
        429 => "rate_limit_error",
        529 => "overloaded_error",
        < 500 => "invalid_request_error",
        _ => "api_error",
    };
}
