using System.Diagnostics;
using Andamento.Serving;

namespace Andamento.Api.Failures;

/// <summary>What a caller sees of a failure: one row per kind (data-plane contract, section 15; control plane, section 14).</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="ErrorCode">The member <c>error_code</c>; only codes the contract lists, since clients derive statuses from it.</param>
/// <param name="Type">The member <c>error.type</c>, in OpenAI's words.</param>
/// <param name="Code">The member <c>error.code</c> unless the failure brings a finer one.</param>
internal readonly record struct Failure(int Status, string ErrorCode, string Type, string? Code = null)
{
    /// <summary>The row of a kind.</summary>
    public static Failure Of(FailureKind kind) => kind switch
    {
        FailureKind.Internal => new(500, "INTERNAL_ERROR", "server_error"),
        FailureKind.BadRequest => new(400, "BAD_REQUEST", "invalid_request_error"),
        FailureKind.InvalidParameter => new(400, "INVALID_PARAMETER_VALUE", "invalid_request_error"),
        FailureKind.MalformedRequest => new(400, "MALFORMED_REQUEST", "invalid_request_error"),
        FailureKind.Unauthenticated => new(401, "UNAUTHENTICATED", "authentication_error", "invalid_api_key"),
        FailureKind.PermissionDenied => new(403, "PERMISSION_DENIED", "permission_error"),
        FailureKind.EndpointNotFound => new(404, "ENDPOINT_NOT_FOUND", "invalid_request_error", "model_not_found"),
        FailureKind.ResourceNotFound => new(404, "RESOURCE_DOES_NOT_EXIST", "invalid_request_error"),
        FailureKind.RouteNotFound => new(404, "NOT_FOUND", "invalid_request_error"),
        FailureKind.MethodNotAllowed => new(405, "BAD_REQUEST", "invalid_request_error"),
        FailureKind.RequestTooSlow => new(408, "BAD_REQUEST", "invalid_request_error", "request_timeout"),
        FailureKind.AlreadyExists => new(409, "RESOURCE_ALREADY_EXISTS", "invalid_request_error"),
        FailureKind.AlreadyExistsInRegistry => new(400, "RESOURCE_ALREADY_EXISTS", "invalid_request_error"),
        FailureKind.Conflict => new(409, "RESOURCE_CONFLICT", "invalid_request_error"),
        FailureKind.PayloadTooLarge => new(413, "BAD_REQUEST", "invalid_request_error", "request_too_large"),
        FailureKind.UnsupportedMediaType => new(415, "BAD_REQUEST", "invalid_request_error"),
        FailureKind.LimitReached => new(429, "REQUEST_LIMIT_EXCEEDED", "rate_limit_error", "rate_limit_exceeded"),
        FailureKind.Overloaded => new(429, "RESOURCE_EXHAUSTED", "rate_limit_error", "overloaded"),
        FailureKind.NotSupported => new(501, "NOT_IMPLEMENTED", "invalid_request_error"),
        FailureKind.Unavailable => new(503, "TEMPORARILY_UNAVAILABLE", "server_error"),
        FailureKind.TimedOut => new(504, "DEADLINE_EXCEEDED", "server_error", "timeout"),
        FailureKind.Cancelled => new(499, "CANCELLED", "invalid_request_error"),
        FailureKind.UpstreamRefused => new(400, "BAD_REQUEST", "invalid_request_error"),
        FailureKind.UpstreamAuthentication =>
            new(403, "PERMISSION_DENIED", "permission_error", "upstream_authentication_error"),
        FailureKind.UpstreamModelNotFound => new(404, "NOT_FOUND", "invalid_request_error", "model_not_found"),
        FailureKind.UpstreamLimited => new(429, "RESOURCE_EXHAUSTED", "rate_limit_error", "rate_limit_exceeded"),
        FailureKind.UpstreamFailed => new(502, "INTERNAL_ERROR", "server_error", "upstream_error"),
        FailureKind.UpstreamUnavailable =>
            new(503, "TEMPORARILY_UNAVAILABLE", "server_error", "upstream_unavailable"),
        FailureKind.UpstreamTimedOut => new(504, "DEADLINE_EXCEEDED", "server_error", "upstream_timeout"),
        FailureKind.RoutingLoop => new(508, "BAD_REQUEST", "invalid_request_error", "routing_loop"),
        FailureKind.QuotaExceeded => new(400, "QUOTA_EXCEEDED", "invalid_request_error"),
        FailureKind.ResourceLimitExceeded => new(400, "RESOURCE_LIMIT_EXCEEDED", "invalid_request_error"),
        _ => throw new UnreachableException($"{kind} has no row."),
    };
}
