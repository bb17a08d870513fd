using Andamento.Api.Routing;
using Andamento.ServedEntities;
using Andamento.Serving;

namespace Andamento.Api.Invocations;

/// <summary>
/// Asks the served entity that the route gives. The one place that tries again: once, when the entity was lost before
/// its first byte, which is what a query sees that meets a config switch or the death of a host.
/// </summary>
internal sealed class EntityCaller(EndpointSnapshots snapshots, ILogger<EntityCaller> log)
{
    /// <summary>
    /// Frames per message from the entity. A message never waits to be full, so this bounds only what a burst, or a
    /// reader who has just caught up, gets at once: some 8 KB of tokens, which is one flush.
    /// </summary>
    private const int FramesPerMessage = 32;

    /// <summary>Asks for a whole answer.</summary>
    public Task<EntityAnswer<ServingAnswer>> InvokeAsync(Invocation invocation, Deadline deadline) =>
        CallAsync(invocation, deadline, static (entity, request, token) => entity.InvokeAsync(request, token));

    /// <summary>Asks for a stream, and waits for its first frame.</summary>
    public Task<EntityAnswer<OpenStream>> StreamAsync(Invocation invocation, Deadline deadline) =>
        CallAsync(invocation, deadline, static (entity, request, token) =>
            OpenStream.OpenAsync(entity.StreamAsync(request, token).WithBatchSize(FramesPerMessage), token));

    private async Task<EntityAnswer<T>> CallAsync<T>(
        Invocation invocation,
        Deadline deadline,
        Func<IServedEntityGrain, ServingRequest, CancellationToken, Task<T>> call)
    {
        var draw = Random.Shared.Next(Router.Draws);
        var endpoint = invocation.Endpoint;
        var entity = Pick(invocation.ServedModel, endpoint, draw);
        try
        {
            return await AskAsync();
        }
        catch (Exception lost) when (InvocationFailure.IsLost(lost) && !deadline.Token.IsCancellationRequested)
        {
            InvocationLog.TryingAgain(log, endpoint.Name, endpoint.Snapshot.Entities[entity].Name);
            endpoint = Servable.Of(await snapshots.ConfirmAsync(endpoint.Name, deadline.Token), endpoint.Name);
            entity = Pick(invocation.ServedModel, endpoint, draw);
            return await AskAsync();
        }

        async Task<EntityAnswer<T>> AskAsync()
        {
            invocation.Record?.Asks(endpoint.Snapshot.Entities[entity]);
            var answer = await call(
                endpoint.Worker(entity), invocation.Request with { TimeLeft = deadline.Left }, deadline.Token);
            return new(endpoint.Snapshot.Entities[entity].Name, answer);
        }
    }

    private static int Pick(string? served, ServedEndpoint endpoint, int draw)
    {
        var known = endpoint.Snapshot;
        return served is null
            ? Router.Plan(known.Routes, known.Entities, draw)
            : Router.Direct(known.Entities, served, known.Name);
    }
}

/// <summary>What a served entity answered.</summary>
/// <param name="Entity">Its name.</param>
/// <param name="Value">The answer.</param>
internal readonly record struct EntityAnswer<T>(string Entity, T Value);
