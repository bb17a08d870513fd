using Andamento.Api.Guardrails;
using Andamento.Endpoints;
using Andamento.ServedEntities;
using Andamento.Serving;

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

    private readonly ILocalEntities _local;
    private readonly GrainEntity[][] _workers;

    public ServedEndpoint(EndpointSnapshot snapshot, IGrainFactory grains, ILocalEntities local)
    {
        Snapshot = snapshot;
        Checks = EndpointChecks.Of(snapshot.Gateway, snapshot.Task);
        _local = local;
        _workers = [.. snapshot.Entities.Select(entity => Enumerable.Range(0, Lanes)
            .Select(lane => new GrainEntity(grains.GetGrain<IServedEntityGrain>(ServedEntityKey.InLane(entity.GrainKey, lane))))
            .ToArray())];
    }

    /// <summary>The snapshot.</summary>
    public EndpointSnapshot Snapshot { get; }

    /// <summary>The guardrails, or null when it has none.</summary>
    public EndpointChecks? Checks { get; }

    /// <summary>The endpoint's name.</summary>
    public string Name => Snapshot.Name;

    /// <summary>An entity where it is nearest: in this process, else through its grain.</summary>
    /// <param name="entity">Its index in <see cref="EndpointSnapshot.Entities"/>.</param>
    public IServedEntity Entity(int entity) =>
        _local.Find(Snapshot.Entities[entity].GrainKey) ?? _workers[entity][Thread.GetCurrentProcessorId() % Lanes];

    /// <summary>An entity through its grain.</summary>
    private sealed class GrainEntity(IServedEntityGrain grain) : IServedEntity
    {
        /// <summary>
        /// Frames per message from the entity. A message never waits to be full, so this bounds only what a burst, or a
        /// reader who has just caught up, gets at once: some 8 KB of tokens, which is one flush.
        /// </summary>
        private const int FramesPerMessage = 32;

        public Task<ServingAnswer> InvokeAsync(ServingRequest request, CancellationToken cancellationToken) =>
            grain.InvokeAsync(request, cancellationToken);

        public IAsyncEnumerable<AnswerFrame> StreamAsync(ServingRequest request, CancellationToken cancellationToken) =>
            grain.StreamAsync(request, cancellationToken).WithBatchSize(FramesPerMessage);
    }
}
