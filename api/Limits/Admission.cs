using Andamento.Endpoints;
using Andamento.Identity;
using Andamento.RateLimits;

namespace Andamento.Api.Limits;

/// <summary>
/// Asks the budgets of an endpoint's rate limits whether a query may pass. Without limits it costs nothing.
/// </summary>
internal sealed class Admission(IGrainFactory grains, ILogger<Admission> log)
{
    private static readonly RateLimitKey[] NarrowestFirst = [RateLimitKey.User, RateLimitKey.Endpoint];

    /// <summary>Counts a query against every limit that counts this caller, the caller's own first.</summary>
    /// <remarks>
    /// When a later limit refuses, what the earlier ones counted is given back: a refused query counts nowhere.
    /// </remarks>
    public ValueTask<AdmissionVerdict> AdmitAsync(
        EndpointSnapshot endpoint, Principal caller, CancellationToken cancellationToken)
    {
        foreach (var rule in endpoint.RateLimits)
        {
            if (rule.Calls is 0) return new(AdmissionVerdict.Closed(endpoint.Name)); // Nobody needs to count for that.
        }

        return endpoint.RateLimits.IsEmpty ? default : AskAsync(endpoint, caller.Id, cancellationToken);
    }

    private async ValueTask<AdmissionVerdict> AskAsync(
        EndpointSnapshot endpoint, string caller, CancellationToken cancellationToken)
    {
        var verdict = default(AdmissionVerdict);
        var counted = new List<(IRateLimitGrain Budget, long Ticket)>(endpoint.RateLimits.Length);
        try
        {
            foreach (var key in NarrowestFirst)
            {
                foreach (var rule in endpoint.RateLimits)
                {
                    if (rule.Key != key) continue;

                    var budget = grains.GetGrain<IRateLimitGrain>(rule.BudgetKey(endpoint.Id, caller));
                    var decision = await budget.AdmitAsync(rule.Calls, cancellationToken);
                    if (!decision.Admitted)
                    {
                        await GiveBackAsync(endpoint.Name, counted);
                        return AdmissionVerdict.Refused(endpoint.Name, rule, decision);
                    }

                    counted.Add((budget, decision.Ticket));
                    verdict = verdict.Tighter(rule, decision);
                }
            }
        }
        catch
        {
            await GiveBackAsync(endpoint.Name, counted);
            throw;
        }

        return verdict;
    }

    private async ValueTask GiveBackAsync(string endpoint, List<(IRateLimitGrain Budget, long Ticket)> counted)
    {
        foreach (var (budget, ticket) in counted)
        {
            try
            {
                // Also for a caller who has gone: other callers may share the budget.
                await budget.RefundAsync(ticket, CancellationToken.None);
            }
            catch (Exception failed)
            {
                LimitLog.RefundFailed(log, endpoint, failed); // One call too many counts until the window has passed.
            }
        }
    }
}
