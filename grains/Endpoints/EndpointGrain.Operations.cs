using System.Collections.Immutable;
using Andamento.Identity;
using Andamento.Serving;

namespace Andamento.Endpoints;

/// <content>What operators do with configs that there are: cancel, roll back, stop, start, look back.</content>
internal sealed partial class EndpointGrain
{
    private readonly ReplicaReports _reports = new();

    public async Task<EndpointDetails> CancelUpdateAsync(string caller, CancellationToken cancellationToken)
    {
        using var writing = await _record.EnterAsync(cancellationToken);
        if (Existing().Update is not ConfigUpdateState.InProgress)
            throw new ServingException(FailureKind.Conflict, $"Endpoint '{Name}' is not being updated; there is nothing to cancel.");

        await CommitAsync(EndpointLife.Cancel(_record.Current, _time.GetUtcNow()), caller);
        EndpointLog.Canceled(_log, Name, _record.Current.Endpoint!.LastVersion);
        return Details(_record.Current.Endpoint!);
    }

    public async Task<EndpointDetails> RollBackAsync(int version, Principal caller, CancellationToken cancellationToken)
    {
        using var writing = await _record.EnterAsync(cancellationToken);
        var endpoint = Existing();
        StopRules.CheckIdle(endpoint);
        var old = ConfigHistory.Find(endpoint, version) ?? throw new ServingException(
            FailureKind.ResourceNotFound, $"version: config {version} of endpoint '{Name}' does not exist, or is not kept any more.");
        return await DeployAgainAsync(endpoint, old, caller, cancellationToken);
    }

    public async Task<EndpointDetails> StopAsync(string caller, CancellationToken cancellationToken)
    {
        using var writing = await _record.EnterAsync(cancellationToken);
        var endpoint = Existing();
        StopRules.Check(endpoint);
        if (!endpoint.Stopped)
        {
            await CommitAsync(EndpointLife.Stop(_record.Current, _time.GetUtcNow(), _options.DrainDelay), caller);
            EndpointLog.Stopped(_log, Name);
        }

        return Details(_record.Current.Endpoint!);
    }

    public async Task<EndpointDetails> StartAsync(Principal caller, CancellationToken cancellationToken)
    {
        using var writing = await _record.EnterAsync(cancellationToken);
        var endpoint = Existing();
        StopRules.Check(endpoint);
        return endpoint.Stopped
            ? await DeployAgainAsync(endpoint, endpoint.Active!, caller, cancellationToken)
            : Details(endpoint);
    }

    public Task<EndpointHistory?> GetHistoryAsync(CancellationToken cancellationToken) =>
        Task.FromResult(ExistingOrLeave() is { } endpoint ? EndpointViews.History(endpoint, Health) : null);

    public Task<ImmutableArray<string>?> GetEntityLogAsync(
        string entityName, int? configVersion, CancellationToken cancellationToken) => Task.FromResult(
            ExistingOrLeave() is { } endpoint ? EntityLog.Lines(endpoint, entityName, configVersion, _reports.Of) : null);

    private async Task<EndpointDetails> DeployAgainAsync(
        EndpointState endpoint, StoredConfig old, Principal caller, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var config = await _planner.PlanAgainAsync(endpoint, old, caller, now, cancellationToken);
        var next = EndpointLife.Accept(_record.Current, config, now, _options.DrainDelay);
        await CommitWithinQuotasAsync(next, caller.Name, cancellationToken);
        EndpointLog.AcceptedAgain(_log, Name, config.Version, old.Version);
        return Details(_record.Current.Endpoint!);
    }

    /// <summary>Commits a new config, if the workspace has room for it.</summary>
    private async Task CommitWithinQuotasAsync(EndpointRecord next, string by, CancellationToken cancellationToken)
    {
        var config = next.Endpoint!.Pending ?? next.Endpoint.Active;
        var quotas = GrainFactory.GetGrain<IWorkspaceQuotaGrain>(IEndpointDirectoryGrain.Workspace);
        await quotas.AdmitAsync(
            QuotaRules.DemandOf(Name, config?.Entities.Select(entity => entity.Entity) ?? []), cancellationToken);
        try
        {
            if (_record.Current.Endpoint is null) await Directory.AnnounceAsync(Name, cancellationToken);
            await CommitAsync(next, by);
        }
        finally
        {
            await quotas.SettleAsync(Name, CancellationToken.None); // from now on the directory knows
        }
    }
}
