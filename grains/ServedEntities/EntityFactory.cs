using Andamento.Endpoints;
using Andamento.Providers.Http;
using Andamento.Replicas;
using Andamento.Secrets;
using Microsoft.Extensions.Options;

namespace Andamento.ServedEntities;

/// <summary>Makes what runs a served entity from what the entity is.</summary>
internal sealed class EntityFactory(
    ProviderClient providers, IGrainFactory grains, ISecretProtector protector, LocalReplicas replicas,
    IOptions<ServedEntityOptions> options, TimeProvider time)
{
    /// <summary>Makes one.</summary>
    public IServedEntity Make(ServedEntityKey key, ServedEntityDefinition definition) => definition.Replicas is not null
        ? new ReplicaCalls(key.ToString(), definition, grains, replicas, options.Value, time)
        : new ExternalCalls(
            key.EndpointName, definition, new(definition, key.EndpointId, providers, grains, protector, time), providers, options.Value, time);
}
