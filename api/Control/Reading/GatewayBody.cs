using System.Collections.Immutable;
using Andamento.Gateway;

namespace Andamento.Api.Control.Reading;

/// <summary>Reads an AI Gateway config: the body of E7, or <c>ai_gateway</c> of a create request (section 8).</summary>
internal static class GatewayBody
{
    /// <summary>Reads the object. What the object does not have is off.</summary>
    public static AiGatewayConfig Read(JsonField gateway)
    {
        var guardrails = gateway.Object("guardrails");
        return new()
        {
            FallbackEnabled = gateway.Object("fallback_config") is { } fallback && RequiredFlag(fallback, "enabled"),
            InputGuardrails = guardrails?.Object("input") is { } input ? ReadRules(input, takesTopics: true) : null,
            OutputGuardrails = guardrails?.Object("output") is { } output ? ReadRules(output, takesTopics: false) : null,
            InferenceTable = gateway.Object("inference_table_config") is { } table ? ReadTable(table) : null,
            UsageTrackingEnabled = gateway.Object("usage_tracking_config")?.Flag("enabled") ?? false,
            RateLimits = RateLimitBody.Read(gateway),
        };
    }

    // Topics of answers are ignored, as the contract has it: an answer to an allowed question is an allowed answer.
    private static GuardrailRules ReadRules(JsonField rules, bool takesTopics) => new()
    {
        InvalidKeywords = ReadTerms(rules, "invalid_keywords"),
        Safety = rules.Flag("safety") ?? false,
        ValidTopics = takesTopics ? ReadTerms(rules, "valid_topics") : [],
        Pii = rules.Object("pii") is { } pii ? ReadBehavior(pii) : PiiBehavior.None,
    };

    private static ImmutableArray<string> ReadTerms(JsonField rules, string name) =>
        rules.List(name) is { } terms ? [.. terms.Select(static term => term.AsText().Trim())] : [];

    private static PiiBehavior ReadBehavior(JsonField pii) => pii.Text("behavior") switch
    {
        null or "NONE" => PiiBehavior.None,
        "BLOCK" => PiiBehavior.Block,
        "MASK" => PiiBehavior.Mask,
        var other => throw pii.Wrong("behavior", $"'{other}' must be 'NONE', 'BLOCK' or 'MASK'."),
    };

    private static InferenceTableConfig ReadTable(JsonField table) => new()
    {
        Enabled = RequiredFlag(table, "enabled"),
        CatalogName = table.Text("catalog_name") ?? "",
        SchemaName = table.Text("schema_name") ?? "",
        TableNamePrefix = table.Text("table_name_prefix") is { Length: > 0 } prefix ? prefix : null,
    };

    private static bool RequiredFlag(JsonField field, string name) =>
        field.Flag(name) ?? throw field.Wrong(name, "is missing; it must be true or false.");
}
