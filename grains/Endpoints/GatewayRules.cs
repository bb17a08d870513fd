using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Andamento.Gateway;

namespace Andamento.Endpoints;

/// <summary>Rules for an AI Gateway config (section 8). Pure.</summary>
/// <remarks>
/// A prefix is the path of the config in the request: <c>ai_gateway.</c>, or empty when it is the body. Which features an
/// endpoint may have depends on what it serves, so that rule is asked again when an endpoint gets its first config.
/// </remarks>
internal static partial class GatewayRules
{
    private const int MaxTerms = 500;
    private const int MaxTermLength = 100; // streams hold back as many characters of an answer

    /// <summary>Checks what can be said without knowing the endpoint.</summary>
    public static void Check(AiGatewayConfig gateway, string prefix)
    {
        CheckGuardrails(gateway.InputGuardrails, $"{prefix}guardrails.input");
        CheckGuardrails(gateway.OutputGuardrails, $"{prefix}guardrails.output");
        if (gateway.InferenceTable is { } table) CheckNames(table, $"{prefix}inference_table_config");
        RateLimitRules.Check(gateway.RateLimits, prefix);
    }

    /// <summary>Checks that what an endpoint serves has the features asked for. One that serves nothing yet may have any.</summary>
    public static void CheckKind(AiGatewayConfig gateway, EndpointKind? kind, string prefix)
    {
        if (gateway.FallbackEnabled && kind is not (null or EndpointKind.External))
            throw Invalid.Value($"{prefix}fallback_config.enabled", "true", "goes with external models only.");

        if (kind is not EndpointKind.Custom) return;

        var guarded = gateway.InputGuardrails is not null ? "input" : gateway.OutputGuardrails is not null ? "output" : null;
        if (guarded is not null)
        {
            throw Invalid.Field(
                $"{prefix}guardrails.{guarded}", "goes with language and embedding models only, and this endpoint serves custom models.");
        }
    }

    /// <summary>Checks that a table that is written to stays where it is: disable it first, then enable it elsewhere.</summary>
    public static void CheckTable(InferenceTableConfig? current, InferenceTableConfig? next, string endpoint)
    {
        if (current is not { Enabled: true } || next is not { Enabled: true }) return;

        Same("catalog_name", current.CatalogName, next.CatalogName);
        Same("schema_name", current.SchemaName, next.SchemaName);
        Same("table_name_prefix", current.TableNamePrefix ?? endpoint, next.TableNamePrefix ?? endpoint);

        static void Same(string field, string current, string next)
        {
            if (current == next) return;

            throw Invalid.Value(
                $"inference_table_config.{field}", next,
                $"differs from '{current}', which is being written to; set inference_table_config.enabled to false first.");
        }
    }

    private static void CheckGuardrails(GuardrailRules? rules, string path)
    {
        if (rules is null) return;

        CheckTerms(rules.InvalidKeywords, $"{path}.invalid_keywords");
        CheckTerms(rules.ValidTopics, $"{path}.valid_topics");
        if (!Enum.IsDefined(rules.Pii)) throw Invalid.Value($"{path}.pii.behavior", rules.Pii, "must be NONE, BLOCK or MASK.");
    }

    private static void CheckTerms(ImmutableArray<string> terms, string path)
    {
        if (terms.Length > MaxTerms) throw Invalid.Value(path, terms.Length, $"entries are too many; at most {MaxTerms} are kept.");

        for (var index = 0; index < terms.Length; index++)
        {
            var term = terms[index];
            if (string.IsNullOrWhiteSpace(term)) throw Invalid.Field($"{path}[{index}]", "must not be empty.");
            if (term.Length > MaxTermLength)
                throw Invalid.Value($"{path}[{index}]", term.Length, $"characters are too many; at most {MaxTermLength} are kept.");
        }
    }

    private static void CheckNames(InferenceTableConfig table, string path)
    {
        CheckName($"{path}.catalog_name", table.CatalogName, required: table.Enabled);
        CheckName($"{path}.schema_name", table.SchemaName, required: table.Enabled);
        CheckName($"{path}.table_name_prefix", table.TableNamePrefix ?? "", required: false);
    }

    private static void CheckName(string field, string name, bool required)
    {
        if (name.Length is 0 && required) throw Invalid.Field(field, "is required to enable the table.");
        if (name.Length > 0 && !TableNamePart().IsMatch(name))
            throw Invalid.Value(field, name, "must be 1 to 255 letters, digits, '_' and '-'.");
    }

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,255}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex TableNamePart();
}
