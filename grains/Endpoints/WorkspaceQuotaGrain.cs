using Andamento.Serving;
using Microsoft.Extensions.Options;

namespace Andamento.Endpoints;

internal sealed class WorkspaceQuotaGrain(IOptions<EndpointOptions> options, TimeProvider time) : Grain, IWorkspaceQuotaGrain
{
    // What was let through and is on its way to the directory counts too, or several at once would all take the last place.
    // This long, when the word that it is there was lost.
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(30);

    private readonly ChangeWindow _changes = new(options.Value.MaxChanges, options.Value.ChangesWindow);
    private readonly Dictionary<string, (EndpointDemand Demand, DateTimeOffset At)> _admitted = new(StringComparer.Ordinal);

    public async Task AdmitAsync(EndpointDemand demand, CancellationToken cancellationToken)
    {
        var known = await GrainFactory.GetGrain<IEndpointDirectoryGrain>(IEndpointDirectoryGrain.Workspace).ListAsync(cancellationToken);
        var now = time.GetUtcNow();
        foreach (var (name, _) in _admitted.Where(one => now - one.Value.At > Remembered).ToList()) _admitted.Remove(name);

        var others = known.Select(QuotaRules.DemandOf)
            .Where(other => !_admitted.ContainsKey(other.Endpoint))
            .Concat(_admitted.Values.Select(one => one.Demand))
            .Where(other => other.Endpoint != demand.Endpoint)
            .ToList();
        QuotaRules.Check(demand, others, options.Value);
        if (_changes.Take(now) is { } wait)
        {
            throw new ServingException(
                FailureKind.LimitReached,
                $"The workspace has made {options.Value.MaxChanges} changes of endpoints within {options.Value.ChangesWindow}.")
            {
                RetryAfter = wait,
            };
        }

        _admitted[demand.Endpoint] = (demand, now);
    }

    public Task SettleAsync(string endpoint, CancellationToken cancellationToken)
    {
        _admitted.Remove(endpoint);
        return Task.CompletedTask;
    }
}
