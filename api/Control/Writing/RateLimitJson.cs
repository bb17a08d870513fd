using System.Collections.Immutable;
using System.Text.Json;
using Andamento.RateLimits;

namespace Andamento.Api.Control.Writing;

/// <summary>Writes rate limits (section 6.6).</summary>
internal static class RateLimitJson
{
    /// <summary>Writes the answer of E6.</summary>
    public static void Write(Utf8JsonWriter json, ImmutableArray<RateLimitRule> rules)
    {
        json.WriteStartObject();
        WriteList(json, rules);
        json.WriteEndObject();
    }

    /// <summary>Writes the member <c>rate_limits</c>.</summary>
    public static void WriteList(Utf8JsonWriter json, ImmutableArray<RateLimitRule> rules)
    {
        json.WriteStartArray("rate_limits"u8);
        foreach (var rule in rules)
        {
            json.WriteStartObject();
            json.WriteString("key"u8, rule.Key is RateLimitKey.User ? "user"u8 : "endpoint"u8);
            json.WriteString("renewal_period"u8, "minute"u8);
            json.WriteNumber("calls"u8, rule.Calls);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
