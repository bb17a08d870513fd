using System.Collections.Immutable;
using System.Text.Json;
using Andamento.RateLimits;

namespace Andamento.Api.Control.Reading;

/// <summary>Reads <c>rate_limits</c> (section 3.8). What we would not keep is refused by name, never dropped.</summary>
internal static class RateLimitBody
{
    /// <summary>The rules; empty when the body has none.</summary>
    public static ImmutableArray<RateLimitRule> Read(JsonField body) =>
        body.List("rate_limits") is { } limits ? [.. limits.Select(ReadRule)] : [];

    private static RateLimitRule ReadRule(JsonField limit)
    {
        if (limit.Value.ValueKind is not JsonValueKind.Object) throw limit.Wrong("must be an object.");
        if (limit.HasContent("tokens")) throw limit.Wrong("tokens", "limits by tokens are not supported; give 'calls'.");
        if (limit.HasContent("principal")) throw limit.Wrong("principal", "limits of single principals are not supported.");

        var period = limit.RequiredText("renewal_period");
        if (period is not "minute") throw limit.Wrong("renewal_period", $"'{period}' must be 'minute'.");

        var calls = limit.Integer("calls") ?? throw limit.Wrong("calls", "is missing.");
        return calls >= 0 ? new(ReadKey(limit), calls) : throw limit.Wrong("calls", $"{calls} must be 0 or more.");
    }

    private static RateLimitKey ReadKey(JsonField limit) => limit.Text("key") switch
    {
        null or "endpoint" => RateLimitKey.Endpoint,
        "user" => RateLimitKey.User,
        var other => throw limit.Wrong("key", $"'{other}' must be 'user' or 'endpoint'."),
    };
}
