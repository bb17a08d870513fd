using System.Runtime.CompilerServices;
using Andamento.Endpoints;
using Andamento.Serving;
using Orleans.Concurrency;

namespace Andamento.ServedEntities;

/// <summary>One lane of one served entity, in the process that has the request.</summary>
/// <remarks>
/// One worker a silo: a stream's later parts are asked for by further calls, which must find the worker that began it.
/// </remarks>
[StatelessWorker(1, removeIdleWorkers: false)]
[Reentrant] // Requests overlap. Safe: what a worker knows is set once.
internal sealed class ServedEntityGrain(LocalEntities entities, EntityFactory factory) : Grain, IServedEntityGrain
{
    private LocalEntities.Share? _share;

    public async Task<ServingAnswer> InvokeAsync(ServingRequest request, CancellationToken cancellationToken)
    {
        var entity = await LearnAsync(cancellationToken);
        return await entity.InvokeAsync(request, cancellationToken);
    }

    public async IAsyncEnumerable<AnswerFrame> StreamAsync(
        ServingRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var entity = await LearnAsync(cancellationToken);
        await foreach (var frame in entity.StreamAsync(request, cancellationToken)) yield return frame;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _share?.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>Asks the endpoint what this entity is, once.</summary>
    private async ValueTask<IServedEntity> LearnAsync(CancellationToken cancellationToken)
    {
        if (_share is { } known) return known.Entity;

        var key = ServedEntityKey.Parse(this.GetPrimaryKeyString());
        var definition = await GrainFactory.GetGrain<IEndpointGrain>(key.EndpointName)
            .GetEntityAsync(key.EndpointId, key.ConfigVersion, key.EntityName, cancellationToken);
        if (definition is null)
        {
            DeactivateOnIdle();
            throw new ServingException(
                FailureKind.Unavailable, $"'{key.EntityName}' is no longer part of endpoint '{key.EndpointName}'; try again.");
        }

        // Another request may have been faster.
        _share ??= entities.Take(key.ToString(), () => factory.Make(key, definition));
        return _share.Entity;
    }
}
