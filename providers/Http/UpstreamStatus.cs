namespace Andamento.Providers.Http;

/// <summary>What a provider's failure means: one row per status. The codes are <c>error.code</c> of the answer.</summary>
internal static class UpstreamStatus
{
    public const string QuotaExhausted = "upstream_quota_exhausted";
    public const string InvalidResponse = "invalid_upstream_response";
    public const string Error = "upstream_error";
    public const string TimedOut = "upstream_timeout";
    public const string ContextTooLong = "context_length_exceeded";
    public const string Unreachable = "upstream_unreachable";

    private static readonly string[] TooLong =
    [
        "prompt is too long", // Anthropic
        "input is too long", // Amazon
        "maximum context length", // OpenAI and those who speak like it
        "exceeds the maximum number of tokens", // Google
        "too many tokens", // Cohere
    ];

    /// <summary>The row of a status that is no success. A null code leaves the provider's own.</summary>
    public static (ProviderFailure Failure, string? Code) Of(int status) => status switch
    {
        401 or 403 or 498 => (ProviderFailure.Authentication, "upstream_authentication_error"),
        402 => (ProviderFailure.Limited, QuotaExhausted),
        404 => (ProviderFailure.ModelNotFound, "model_not_found"),
        408 or 504 => (ProviderFailure.TimedOut, TimedOut),
        409 => (ProviderFailure.Unavailable, "upstream_conflict"),
        413 => (ProviderFailure.Refused, "request_too_large"),
        424 or 499 => (ProviderFailure.Failed, Error),
        429 => (ProviderFailure.Limited, "rate_limit_exceeded"),
        503 => (ProviderFailure.Unavailable, "upstream_unavailable"),
        529 => (ProviderFailure.Unavailable, "upstream_overloaded"),
        >= 400 and < 500 => (ProviderFailure.Refused, null),
        >= 500 => (ProviderFailure.Failed, Error),
        _ => (ProviderFailure.Failed, InvalidResponse), // a redirect: never followed with credentials
    };

    /// <summary>The status a provider would have sent, had it known of the failure before its 200; null when its words do not tell.</summary>
    public static int? OfCode(UpstreamError error) => (error.Code ?? error.Type) switch
    {
        "rate_limit_exceeded" or "rate_limit_error" or "insufficient_quota" => 429,
        "overloaded_error" or "engine_overloaded" or "server_overloaded" => 529,
        "service_unavailable" => 503,
        "context_length_exceeded" or "content_filter" or "invalid_request_error" => 400,
        "authentication_error" => 401,
        "billing_error" => 402,
        "permission_error" => 403,
        "not_found_error" => 404,
        "request_too_large" => 413,
        "timeout_error" => 504,
        "RESOURCE_EXHAUSTED" => 429,
        "UNAVAILABLE" => 503,
        "DEADLINE_EXCEEDED" => 504,
        "INVALID_ARGUMENT" or "FAILED_PRECONDITION" or "OUT_OF_RANGE" => 400,
        "UNAUTHENTICATED" => 401,
        "PERMISSION_DENIED" => 403,
        "NOT_FOUND" => 404,
        "CANCELLED" => 499,
        "INTERNAL" or "UNKNOWN" => 500,
        "server_error" or "internal_server_error" or "api_error" => 500,
        "throttlingException" or "modelNotReadyException" or "serviceQuotaExceededException" => 429,
        "validationException" => 400,
        "accessDeniedException" => 403,
        "resourceNotFoundException" => 404,
        "modelTimeoutException" => 408,
        "modelStreamErrorException" or "modelErrorException" => 424,
        "internalServerException" => 500,
        "serviceUnavailableException" => 503,
        { } number when int.TryParse(number, out var status) && status is >= 400 and < 600 => status,
        _ => error.Code is null || error.Type is null ? null : OfCode(error with { Code = null }),
    };

    /// <summary>Whether words say that a prompt is longer than the model can read: few providers have a code for it.</summary>
    public static bool IsTooLong(string? message) => message is not null && Array.Exists(
        TooLong, words => message.Contains(words, StringComparison.OrdinalIgnoreCase));

    /// <summary>The status for Amazon's limits, which it also answers 400 for; null for anything else.</summary>
    public static int? OfQuota(UpstreamError error) =>
        error.Type is "ServiceQuotaExceededException" or "ThrottlingException" ? 429 : null;
}
