namespace Andamento.RateLimits;

/// <summary>Whom a limit counts together.</summary>
public enum RateLimitKey
{
    /// <summary>All callers of the endpoint.</summary>
    Endpoint,

    /// <summary>Each user on their own.</summary>
    User,
}

/// <summary>A limit that an endpoint's owner has set (control-plane contract, section 3.8).</summary>
/// <param name="Key">Whom it counts together.</param>
/// <param name="Calls">Calls in any 60 seconds; 0 closes the endpoint to those it counts.</param>
[GenerateSerializer, Immutable, Alias("andamento.rate-limit-rule")]
public sealed record RateLimitRule([property: Id(0)] RateLimitKey Key, [property: Id(1)] long Calls)
{
    /// <summary>The key of the grain that keeps this rule's budget for a principal.</summary>
    public string BudgetKey(string endpointId, string principal) => Key is RateLimitKey.Endpoint
        ? $"{endpointId}/endpoint"
        : $"{endpointId}/user/{principal}";
}
