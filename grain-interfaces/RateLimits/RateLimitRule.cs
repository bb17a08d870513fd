namespace Andamento.RateLimits;

/// <summary>Whom a limit counts together.</summary>
public enum RateLimitKey
{
    /// <summary>All callers of the endpoint.</summary>
    Endpoint,

    /// <summary>One user; without a principal, each caller on their own.</summary>
    User,

    /// <summary>The members of one group, together.</summary>
    UserGroup,

    /// <summary>One service principal.</summary>
    ServicePrincipal,
}

/// <summary>A limit that an endpoint's owner has set (control-plane contract, sections 3.8 and 8).</summary>
/// <param name="Key">Whom it counts together.</param>
/// <param name="Calls">Calls in any 60 seconds; null for any number. 0 closes the endpoint to those it counts.</param>
/// <param name="Tokens">Tokens in any 60 seconds, of prompts and completions; null for any number. 0 closes as well.</param>
/// <param name="Principal">
/// A user's e-mail address, a group's name or an application id; null for <see cref="RateLimitKey.Endpoint"/>, and for the limit
/// that users have who have no other.
/// </param>
[GenerateSerializer, Immutable, Alias("andamento.rate-limit-rule")]
public sealed record RateLimitRule(
    [property: Id(0)] RateLimitKey Key,
    [property: Id(1)] long? Calls,
    [property: Id(2)] long? Tokens = null,
    [property: Id(3)] string? Principal = null)
{
    /// <summary>It lets nobody pass whom it counts.</summary>
    public bool IsClosed => Calls is 0 || Tokens is 0;

    /// <summary>The key of the grain that keeps this rule's budget for a caller.</summary>
    /// <remarks>
    /// A caller has one budget of their own, whichever rule rules it: what was counted under a default counts under the limit
    /// that replaces it.
    /// </remarks>
    /// <param name="endpointId">The endpoint.</param>
    /// <param name="callerId">The caller's id; a budget that several callers share does not have it.</param>
    public string BudgetKey(string endpointId, string callerId) => Key switch
    {
        RateLimitKey.Endpoint => $"{endpointId}/endpoint",
        RateLimitKey.UserGroup => $"{endpointId}/group/{Principal}",
        _ => $"{endpointId}/user/{callerId}",
    };
}
