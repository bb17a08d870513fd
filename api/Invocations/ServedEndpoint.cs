using Andamento.Api.Guardrails;
using Andamento.Endpoints;
using Andamento.ServedEntities;

namespace Andamento.Api.Invocations;

/// <summary>
/// A snapshot with the references to its entities' workers, made once for all requests that use the snapshot.
/// </summary>
/// <remarks>
/// An entity has one worker per lane, and a front door as many lanes as processors. A request takes the lane of the
/// processor it runs on, so that workers share nothing with each other that is written.
/// </remarks>
internal sealed class ServedEndpoint
{
    private static readonly int Lanes = Environment.ProcessorCount;

    private readonly IServedEntityGrain[][] _workers;

    public ServedEndpoint(EndpointSnapshot snapshot, IGrainFactory grains)
    {
        Snapshot = snapshot;
        Checks = EndpointChecks.Of(snapshot.Gateway, snapshot.Task);
        _workers = [.. snapshot.Entities.Select(entity => Enumerable.Range(0, Lanes)
            .Select(lane => grains.GetGrain<IServedEntityGrain>(ServedEntityKey.InLane(entity.GrainKey, lane)))
            .ToArray())];
    }

    /// <summary>The snapshot.</summary>
    public EndpointSnapshot Snapshot { get; }

    /// <summary>The guardrails, or null when it has none.</summary>
    public EndpointChecks? Checks { get; }

    /// <summary>The endpoint's name.</summary>
    public string Name => Snapshot.Name;

    /// <summary>The worker of an entity that is nearest.</summary>
    /// <param name="entity">Its index in <see cref="EndpointSnapshot.Entities"/>.</param>
    public IServedEntityGrain Worker(int entity) => _workers[entity][Thread.GetCurrentProcessorId() % Lanes];
}
