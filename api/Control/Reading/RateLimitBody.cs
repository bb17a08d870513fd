using System.Collections.Immutable;
using System.Text.Json;
using Andamento.RateLimits;

namespace Andamento.Api.Control.Reading;

/// <summary>
/// Reads <c>rate_limits</c> (sections 3.8 and 8). What we would not keep is refused by name, never dropped. Rules between
/// fields are the endpoint's business.
/// </summary>
internal static class RateLimitBody
{
    /// <summary>The rules of an AI Gateway; empty when the object has none.</summary>
    public static ImmutableArray<RateLimitRule> Read(JsonField gateway) => Read(gateway, ReadRule);

    /// <summary>The rules of the older form, which counts calls, of users and of the endpoint; empty when the body has none.</summary>
    public static ImmutableArray<RateLimitRule> ReadLegacy(JsonField body) => Read(body, ReadLegacyRule);

    private static ImmutableArray<RateLimitRule> Read(JsonField body, Func<JsonField, RateLimitRule> read) =>
        body.List("rate_limits") is { } limits ? [.. limits.Select(limit => read(IsObject(limit)))] : [];

    private static RateLimitRule ReadRule(JsonField limit)
    {
        CheckPeriod(limit);
        return new(ReadKey(limit), limit.Integer("calls"), limit.Integer("tokens"), limit.Text("principal"));
    }

    private static RateLimitRule ReadLegacyRule(JsonField limit)
    {
        if (limit.HasContent("tokens")) throw limit.Wrong("tokens", "belongs to ai_gateway.rate_limits; give 'calls' here.");
        if (limit.HasContent("principal")) throw limit.Wrong("principal", "belongs to ai_gateway.rate_limits.");

        CheckPeriod(limit);
        var key = ReadKey(limit);
        if (key is not (RateLimitKey.Endpoint or RateLimitKey.User))
            throw limit.Wrong("key", $"'{limit.Text("key")}' belongs to ai_gateway.rate_limits; here it must be 'user' or 'endpoint'.");

        return new(key, limit.Integer("calls") ?? throw limit.Wrong("calls", "is missing."));
    }

    private static JsonField IsObject(JsonField limit) =>
        limit.Value.ValueKind is JsonValueKind.Object ? limit : throw limit.Wrong("must be an object.");

    private static void CheckPeriod(JsonField limit)
    {
        var period = limit.RequiredText("renewal_period");
        if (period is not "minute") throw limit.Wrong("renewal_period", $"'{period}' must be 'minute'.");
    }

    private static RateLimitKey ReadKey(JsonField limit) => limit.Text("key") switch
    {
        null or "endpoint" => RateLimitKey.Endpoint,
        "user" => RateLimitKey.User,
        "user_group" => RateLimitKey.UserGroup,
        "service_principal" => RateLimitKey.ServicePrincipal,
        var other => throw limit.Wrong("key", $"'{other}' must be 'endpoint', 'user', 'user_group' or 'service_principal'."),
    };
}
