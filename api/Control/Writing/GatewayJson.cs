using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using Andamento.Gateway;

namespace Andamento.Api.Control.Writing;

/// <summary>Writes an AI Gateway config (section 8). What is off is left out, so that a cleared one is <c>{}</c>.</summary>
internal static class GatewayJson
{
    /// <summary>Whether the gateway was told anything at all.</summary>
    public static bool IsSet(AiGatewayConfig gateway) => gateway is not
    {
        FallbackEnabled: false, InputGuardrails: null, OutputGuardrails: null, InferenceTable: null,
        UsageTrackingEnabled: false, RateLimits.IsEmpty: true,
    };

    /// <summary>Writes the object.</summary>
    /// <param name="json">Takes it.</param>
    /// <param name="gateway">The config.</param>
    /// <param name="endpoint">The endpoint's name, which begins the names of its tables unless the config says otherwise.</param>
    public static void Write(Utf8JsonWriter json, AiGatewayConfig gateway, string endpoint)
    {
        json.WriteStartObject();
        if (gateway.FallbackEnabled) WriteEnabled(json, "fallback_config"u8);
        if ((gateway.InputGuardrails ?? gateway.OutputGuardrails) is not null)
        {
            json.WriteStartObject("guardrails"u8);
            WriteRules(json, "input"u8, gateway.InputGuardrails);
            WriteRules(json, "output"u8, gateway.OutputGuardrails);
            json.WriteEndObject();
        }

        if (gateway.InferenceTable is { } table) WriteTable(json, table, endpoint);
        if (!gateway.RateLimits.IsEmpty) RateLimitJson.WriteList(json, gateway.RateLimits);
        if (gateway.UsageTrackingEnabled) WriteEnabled(json, "usage_tracking_config"u8);
        json.WriteEndObject();
    }

    private static void WriteRules(Utf8JsonWriter json, ReadOnlySpan<byte> direction, GuardrailRules? rules)
    {
        if (rules is null) return;

        json.WriteStartObject(direction);
        WriteTerms(json, "invalid_keywords"u8, rules.InvalidKeywords);
        json.WriteBoolean("safety"u8, rules.Safety);
        WriteTerms(json, "valid_topics"u8, rules.ValidTopics);
        json.WriteStartObject("pii"u8);
        json.WriteString("behavior"u8, rules.Pii switch
        {
            PiiBehavior.None => "NONE"u8,
            PiiBehavior.Block => "BLOCK"u8,
            PiiBehavior.Mask => "MASK"u8,
            _ => throw new UnreachableException($"{rules.Pii} has no name."),
        });
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteTerms(Utf8JsonWriter json, ReadOnlySpan<byte> name, ImmutableArray<string> terms)
    {
        if (terms.IsEmpty) return;

        json.WriteStartArray(name);
        foreach (var term in terms) json.WriteStringValue(term);

        json.WriteEndArray();
    }

    private static void WriteTable(Utf8JsonWriter json, InferenceTableConfig table, string endpoint)
    {
        json.WriteStartObject("inference_table_config"u8);
        json.WriteBoolean("enabled"u8, table.Enabled);
        if (table.CatalogName.Length > 0) json.WriteString("catalog_name"u8, table.CatalogName);
        if (table.SchemaName.Length > 0) json.WriteString("schema_name"u8, table.SchemaName);
        if ((table.TableNamePrefix ?? (table.Enabled ? endpoint : null)) is { } prefix) json.WriteString("table_name_prefix"u8, prefix);
        json.WriteEndObject();
    }

    private static void WriteEnabled(Utf8JsonWriter json, ReadOnlySpan<byte> name)
    {
        json.WriteStartObject(name);
        json.WriteBoolean("enabled"u8, true);
        json.WriteEndObject();
    }
}
