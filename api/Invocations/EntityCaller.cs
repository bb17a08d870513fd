using Andamento.Api.Failures;
using Andamento.Api.Routing;
using Andamento.ServedEntities;
using Andamento.Serving;

namespace Andamento.Api.Invocations;

/// <summary>
/// Asks the served entity that the route gives. The one place that tries others, and only before the first byte of an
/// answer: once again when the entity was lost, which is what a query sees that meets a config switch or the death of a
/// host; and the next in the list when it failed and the endpoint falls back.
/// </summary>
internal sealed class EntityCaller(EndpointSnapshots snapshots, ILogger<EntityCaller> log)
{
    /// <summary>Asks for a whole answer.</summary>
    public Task<EntityAnswer<ServingAnswer>> InvokeAsync(Invocation invocation, Deadline deadline) =>
        CallAsync(invocation, deadline, static (entity, request, token) => entity.InvokeAsync(request, token));

    /// <summary>Asks for a stream, and waits for its first frame.</summary>
    public Task<EntityAnswer<OpenStream>> StreamAsync(Invocation invocation, Deadline deadline) =>
        CallAsync(invocation, deadline, static (entity, request, token) =>
            OpenStream.OpenAsync(entity.StreamAsync(request, token), token));

    private async Task<EntityAnswer<T>> CallAsync<T>(
        Invocation invocation,
        Deadline deadline,
        Func<IServedEntity, ServingRequest, CancellationToken, Task<T>> call)
    {
        var draw = Random.Shared.Next(Router.Draws);
        var endpoint = invocation.Endpoint;
        var plan = Router.Plan(endpoint.Snapshot, invocation.ServedModel, draw);
        for (var (attempt, renewed) = (0, false); ;)
        {
            var entity = plan.Entity(attempt);
            var name = endpoint.Snapshot.Entities[entity].Name;
            invocation.Asked = name;
            invocation.Record?.Asks(endpoint.Snapshot.Entities[entity]);
            try
            {
                var request = invocation.Request with { TimeLeft = deadline.Left };
                return new(name, await call(endpoint.Entity(entity), request, deadline.Token));
            }
            catch (Exception failed) when (!deadline.Token.IsCancellationRequested)
            {
                var kind = FailureTranslation.Of(failed).Kind;
                if (kind is FailureKind.Unavailable && !renewed)
                {
                    InvocationLog.TryingAgain(log, endpoint.Name, name);
                    renewed = true;
                    endpoint = Servable.Of(await snapshots.ConfirmAsync(endpoint.Name, deadline.Token), endpoint.Name);
                    plan = Router.Plan(endpoint.Snapshot, invocation.ServedModel, draw);
                    attempt = Math.Min(attempt, plan.Fallbacks);
                    continue;
                }

                if (attempt == plan.Fallbacks || !InvocationFailure.MayFallBack(kind)) throw;

                InvocationLog.FallingBack(log, endpoint.Name, name, kind);
                attempt++;
            }
        }
    }
}

/// <summary>What a served entity answered.</summary>
/// <param name="Entity">Its name.</param>
/// <param name="Value">The answer.</param>
internal readonly record struct EntityAnswer<T>(string Entity, T Value);
