using System.Collections.Immutable;
using System.Text.Json;
using Andamento.RateLimits;

namespace Andamento.Api.Control.Writing;

/// <summary>Writes rate limits (sections 6.6 and 8).</summary>
internal static class RateLimitJson
{
    /// <summary>Writes the answer of E6.</summary>
    public static void Write(Utf8JsonWriter json, ImmutableArray<RateLimitRule> rules)
    {
        json.WriteStartObject();
        WriteList(json, rules);
        json.WriteEndObject();
    }

    /// <summary>Writes the member <c>rate_limits</c>, for an object that is begun.</summary>
    public static void WriteList(Utf8JsonWriter json, ImmutableArray<RateLimitRule> rules)
    {
        json.WriteStartArray("rate_limits"u8);
        foreach (var rule in rules) WriteRule(json, rule);

        json.WriteEndArray();
    }

    private static void WriteRule(Utf8JsonWriter json, RateLimitRule rule)
    {
        json.WriteStartObject();
        json.WriteString("key"u8, Name(rule.Key));
        if (rule.Principal is not null) json.WriteString("principal"u8, rule.Principal);
        json.WriteString("renewal_period"u8, "minute"u8);
        if (rule.Calls is { } calls) json.WriteNumber("calls"u8, calls);
        if (rule.Tokens is { } tokens) json.WriteNumber("tokens"u8, tokens);
        json.WriteEndObject();
    }

    private static ReadOnlySpan<byte> Name(RateLimitKey key) => key switch
    {
        RateLimitKey.User => "user"u8,
        RateLimitKey.UserGroup => "user_group"u8,
        RateLimitKey.ServicePrincipal => "service_principal"u8,
        _ => "endpoint"u8,
    };
}
