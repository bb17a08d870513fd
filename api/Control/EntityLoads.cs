using Andamento.Endpoints;
using Andamento.Replicas;
using Andamento.ServedEntities;

namespace Andamento.Api.Control;

/// <summary>Asks the replica sets of an endpoint what they have done: one question each, for each reading of the metrics.</summary>
internal sealed class EntityLoads(IGrainFactory grains, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2); // whoever scrapes has little

    /// <summary>By the entity's name. Entities that others run are not in it, nor those whose set does not answer now.</summary>
    public async Task<IReadOnlyDictionary<string, ReplicaLoad>> ReadAsync(EndpointDetails endpoint, CancellationToken cancellationToken)
    {
        if (endpoint.Stopped || endpoint.Config is null) return new Dictionary<string, ReplicaLoad>();

        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var answers = await Task.WhenAll(endpoint.Config.ServedEntities
            .Where(entity => ProvisionedConcurrency.Of(entity) is not null)
            .Select(async entity => (entity.Name, Load: await ReadAsync(KeyOf(endpoint, entity), either.Token))));
        cancellationToken.ThrowIfCancellationRequested();
        return answers.Where(answer => answer.Load is not null).ToDictionary(answer => answer.Name, answer => answer.Load!);
    }

    private static string KeyOf(EndpointDetails endpoint, ServedEntity entity) =>
        new ServedEntityKey(endpoint.Name, endpoint.Id, entity.DeployedBy, entity.Name).ToString();

    private async Task<ReplicaLoad?> ReadAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return await grains.GetGrain<IReplicaSetGrain>(key).ReadLoadAsync(cancellationToken).WaitAsync(cancellationToken);
        }
        catch (Exception lost) when (lost is OrleansException or OperationCanceledException or TimeoutException)
        {
            return null; // its silo has just gone: the other figures are still worth telling
        }
    }
}
