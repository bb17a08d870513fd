using System.Runtime.CompilerServices;
using Andamento.Endpoints;
using Andamento.Identity;
using Andamento.RateLimits;

namespace Andamento.Api.Limits;

/// <summary>The budgets that a caller's query of an endpoint needs: <see cref="ApplicableLimits"/>, with where to ask.</summary>
internal sealed class AdmissionPlan
{
    private readonly bool _closed;

    public AdmissionPlan(EndpointSnapshot endpoint, Principal caller, Func<string, BudgetAccount> accounts)
    {
        var limits = ApplicableLimits.Of(endpoint.RateLimits, caller);
        EndpointName = endpoint.Name;
        _closed = limits.IsClosed;
        Personal = [.. limits.Personal.Where(rule => !rule.IsClosed).Select(Bind)];
        Endpoint = limits.Endpoint is { IsClosed: false } shared ? Bind(shared) : null;
        CountsTokens = limits.Personal.Any(rule => rule.Tokens is not null) || limits.Endpoint?.Tokens is not null;

        LimitedBudget Bind(RateLimitRule rule) => new(
            rule, new(rule.Calls, rule.Tokens, endpoint.Revision), accounts(rule.BudgetKey(endpoint.Id, caller.Id)));
    }

    /// <summary>The endpoint's name.</summary>
    public string EndpointName { get; }

    /// <summary>A limit of 0 is in the way: nobody needs to be asked.</summary>
    public bool IsClosed => _closed;

    /// <summary>The budgets of which one has to admit.</summary>
    public LimitedBudget[] Personal { get; }

    /// <summary>The budget that has to admit as well, or null.</summary>
    public LimitedBudget? Endpoint { get; }

    /// <summary>Some budget counts tokens.</summary>
    public bool CountsTokens { get; }
}

/// <summary>A limit, and the account with the budget that keeps it.</summary>
internal sealed record LimitedBudget(RateLimitRule Rule, BudgetLimits Limits, BudgetAccount Account);

/// <summary>Plans, made once for each caller of a snapshot. They go when the snapshot or the caller does.</summary>
internal sealed class AdmissionPlans(BudgetAccounts accounts)
{
    private readonly ConditionalWeakTable<EndpointSnapshot, ConditionalWeakTable<Principal, AdmissionPlan>> _plans = [];

    /// <summary>The plan for a caller.</summary>
    public AdmissionPlan Of(EndpointSnapshot endpoint, Principal caller)
    {
        if (_plans.TryGetValue(endpoint, out var ofEndpoint) && ofEndpoint.TryGetValue(caller, out var plan)) return plan;

        return _plans.GetOrCreateValue(endpoint).GetValue(caller, one => new(endpoint, one, accounts.Of));
    }
}
