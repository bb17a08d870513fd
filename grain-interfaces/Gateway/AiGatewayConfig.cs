using System.Collections.Immutable;

using Andamento.RateLimits;

namespace Andamento.Gateway;

/// <summary>What the AI Gateway of one endpoint does (control-plane contract, section 8). Everything is off by default.</summary>
[GenerateSerializer, Immutable, Alias("andamento.ai-gateway-config")]
public sealed record AiGatewayConfig
{
    /// <summary>Nothing is on.</summary>
    public static AiGatewayConfig None { get; } = new();

    /// <summary>Tries the other served entities when one fails; external models only.</summary>
    [Id(0)] public bool FallbackEnabled { get; init; }

    /// <summary>What is checked on the way in; null for nothing.</summary>
    [Id(1)] public GuardrailRules? InputGuardrails { get; init; }

    /// <summary>What is checked on the way out; null for nothing.</summary>
    [Id(2)] public GuardrailRules? OutputGuardrails { get; init; }

    /// <summary>Where whole requests and answers are logged; null when that was never asked for.</summary>
    [Id(3)] public InferenceTableConfig? InferenceTable { get; init; }

    /// <summary>Keeps a row of usage for each request.</summary>
    [Id(4)] public bool UsageTrackingEnabled { get; init; }

    /// <summary>Rate limits, in the order sent.</summary>
    [Id(5)] public ImmutableArray<RateLimitRule> RateLimits { get; init; } = [];
}

/// <summary>The checks of one direction.</summary>
[GenerateSerializer, Immutable, Alias("andamento.guardrail-rules")]
public sealed record GuardrailRules
{
    /// <summary>Words that block, compared without case.</summary>
    [Id(0)] public ImmutableArray<string> InvalidKeywords { get; init; } = [];

    /// <summary>Blocks unsafe content.</summary>
    [Id(1)] public bool Safety { get; init; }

    /// <summary>Topics that may be talked about; empty for all. Input only.</summary>
    [Id(2)] public ImmutableArray<string> ValidTopics { get; init; } = [];

    /// <summary>What happens to personal data.</summary>
    [Id(3)] public PiiBehavior Pii { get; init; }
}

/// <summary>What happens to personally identifiable information.</summary>
public enum PiiBehavior
{
    /// <summary>It passes.</summary>
    None,

    /// <summary>The request, or the answer, is refused.</summary>
    Block,

    /// <summary>It is replaced by labels such as <c>&lt;EMAIL_ADDRESS&gt;</c>.</summary>
    Mask,
}

/// <summary>A payload log: the table <c>catalog.schema.prefix_payload</c>.</summary>
[GenerateSerializer, Immutable, Alias("andamento.inference-table-config")]
public sealed record InferenceTableConfig
{
    /// <summary>Writes rows. False keeps the place and writes none.</summary>
    [Id(0)] public bool Enabled { get; init; }

    /// <summary>The catalog.</summary>
    [Id(1)] public string CatalogName { get; init; } = "";

    /// <summary>The schema.</summary>
    [Id(2)] public string SchemaName { get; init; } = "";

    /// <summary>The table's name without <c>_payload</c>; null for the endpoint's name.</summary>
    [Id(3)] public string? TableNamePrefix { get; init; }
}
