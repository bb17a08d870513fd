using Andamento.Endpoints;
using Andamento.Identity;
using Andamento.Serving;

namespace Andamento.Api.Limits;

/// <summary>
/// Asks the budgets of an endpoint's rate limits whether a query may pass. Without limits it costs nothing.
/// </summary>
internal sealed class Admission(AdmissionPlans plans, LimitMetrics metrics)
{
    /// <summary>Counts a query against every limit that counts this caller, the caller's own first.</summary>
    /// <remarks>
    /// When a later limit refuses, what the earlier ones counted is given back: a refused query counts nowhere. A query that is
    /// admitted is settled once, by its <see cref="AdmissionVerdict.Charge"/>.
    /// </remarks>
    public ValueTask<AdmissionVerdict> AdmitAsync(
        EndpointSnapshot endpoint, Principal caller, ServingRequest request, CancellationToken cancellationToken)
    {
        if (endpoint.RateLimits.IsEmpty) return default;

        var plan = plans.Of(endpoint, caller);
        if (!plan.IsClosed) return AskAsync(plan, request, cancellationToken);

        metrics.Closed();
        return new(AdmissionVerdict.Closed(endpoint.Name));
    }

    private async ValueTask<AdmissionVerdict> AskAsync(
        AdmissionPlan plan, ServingRequest request, CancellationToken cancellationToken)
    {
        var estimate = plan.CountsTokens ? TokenEstimate.Of(request) : default;
        var verdict = default(AdmissionVerdict);
        BudgetHold own = default, shared = default;
        if (plan.Personal.Length > 0)
        {
            (var budget, own) = await TakeAnyAsync(plan.Personal, estimate.Total, cancellationToken);
            if (!own.Decision.Admitted) return Refused(plan, budget, own);

            verdict = verdict.With(budget.Rule, own.Decision);
        }

        if (plan.Endpoint is { } all)
        {
            try
            {
                shared = await TakeAsync(all, estimate.Total, cancellationToken);
            }
            finally
            {
                if (!shared.Decision.Admitted) own.GiveBack(); // also when it could not be asked, and for a caller who has gone
            }

            if (!shared.Decision.Admitted) return Refused(plan, all, shared);

            verdict = verdict.With(all.Rule, shared.Decision);
        }

        return plan.CountsTokens ? verdict with { Charge = new(own, shared, estimate, request.Task) } : verdict;
    }

    /// <summary>Asks budgets until one admits. If none does: the one that has room again first.</summary>
    private async ValueTask<(LimitedBudget Budget, BudgetHold Hold)> TakeAnyAsync(
        LimitedBudget[] budgets, long tokens, CancellationToken cancellationToken)
    {
        var soonest = (Budget: budgets[0], Hold: await TakeAsync(budgets[0], tokens, cancellationToken));
        for (var index = 1; index < budgets.Length && !soonest.Hold.Decision.Admitted; index++)
        {
            var next = await TakeAsync(budgets[index], tokens, cancellationToken);
            if (next.Decision.Admitted || WaitOf(next) < WaitOf(soonest.Hold)) soonest = (budgets[index], next);
        }

        return soonest;
    }

    private async ValueTask<BudgetHold> TakeAsync(LimitedBudget budget, long tokens, CancellationToken cancellationToken)
    {
        var hold = await budget.Account.TakeAsync(budget.Limits, tokens, cancellationToken);
        if (hold.Decision.Admitted) metrics.Admitted(budget.Rule.Key, hold.Lease is not null);
        return hold;
    }

    private AdmissionVerdict Refused(AdmissionPlan plan, LimitedBudget budget, in BudgetHold hold)
    {
        metrics.Refused(budget.Rule.Key);
        return AdmissionVerdict.Refused(plan.EndpointName, budget.Rule, hold.Decision);
    }

    private static TimeSpan WaitOf(in BudgetHold refused) =>
        refused.Decision.Calls.ResetAfter > refused.Decision.Tokens.ResetAfter ? refused.Decision.Calls.ResetAfter : refused.Decision.Tokens.ResetAfter;
}
