using System.Runtime.CompilerServices;
using Andamento.Endpoints;
using Andamento.Providers.Http;
using Andamento.Secrets;
using Andamento.Serving;
using Orleans.Concurrency;

namespace Andamento.ServedEntities;

/// <summary>One lane of one served entity, in the process that has the request.</summary>
/// <remarks>
/// One worker a silo: a stream's later parts are asked for by further calls, which must find the worker that began it.
/// </remarks>
[StatelessWorker(1, removeIdleWorkers: false)]
[Reentrant] // Requests overlap. Safe: what a worker knows is set once, and the caches may be filled twice.
internal sealed class ServedEntityGrain(
    ProviderClient providers, ISecretProtector protector, ReplicaLoads loads, TimeProvider time) : Grain, IServedEntityGrain
{
    private ServedEntityDefinition? _definition;
    private ExternalCalls? _external;
    private ReplicaCalls? _replicas;

    public async Task<ServingAnswer> InvokeAsync(ServingRequest request, CancellationToken cancellationToken)
    {
        await LearnAsync(request, cancellationToken);
        return _external is { } external
            ? await external.InvokeAsync(request, cancellationToken)
            : await _replicas!.InvokeAsync(request, cancellationToken);
    }

    public async IAsyncEnumerable<AnswerFrame> StreamAsync(
        ServingRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await LearnAsync(request, cancellationToken);
        if (_external is not { } external)
            throw new ServingException(FailureKind.BadRequest, $"'{_definition!.Entity.Name}' does not stream its answers.") { Param = "stream" };

        await foreach (var frame in external.StreamAsync(request, cancellationToken)) yield return frame;
    }

    /// <summary>Asks the endpoint what this entity is, once.</summary>
    private async ValueTask LearnAsync(ServingRequest request, CancellationToken cancellationToken)
    {
        if (_definition is null) Become(await AskAsync(cancellationToken));
        if (request.Task != _definition!.Entity.Task)
            throw new ServingException(FailureKind.BadRequest, $"'{_definition.Entity.Name}' does another task.");
    }

    private async Task<ServedEntityDefinition> AskAsync(CancellationToken cancellationToken)
    {
        var key = ServedEntityKey.Parse(this.GetPrimaryKeyString());
        var definition = await GrainFactory.GetGrain<IEndpointGrain>(key.EndpointName)
            .GetEntityAsync(key.EndpointId, key.ConfigVersion, key.EntityName, cancellationToken);
        if (definition is not null) return definition;

        DeactivateOnIdle();
        throw new ServingException(
            FailureKind.Unavailable, $"'{key.EntityName}' is no longer part of endpoint '{key.EndpointName}'; try again.");
    }

    private void Become(ServedEntityDefinition definition)
    {
        if (_definition is not null) return; // another request was faster
        var key = ServedEntityKey.Parse(this.GetPrimaryKeyString()); // without the lane
        if (definition.Replicas is not null) _replicas = new(key.ToString(), definition, GrainFactory, loads, time);
        else _external = new(definition, key.EndpointId, providers, GrainFactory, protector, time);
        _definition = definition;
    }
}
