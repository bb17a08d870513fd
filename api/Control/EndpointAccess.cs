using System.Text.Json;
using Andamento.Api.Auth;
using Andamento.Api.Control.Writing;
using Andamento.Api.Invocations;
using Andamento.Endpoints;
using Andamento.Serving;

namespace Andamento.Api.Control;

/// <summary>How every operation finds an endpoint, changes it and answers with it.</summary>
internal sealed class EndpointAccess(IGrainFactory grains, EndpointSnapshots snapshots)
{
    /// <summary>Makes one of what the container has.</summary>
    public static EndpointAccess Of(IServiceProvider services) =>
        new(services.GetRequiredService<IGrainFactory>(), services.GetRequiredService<EndpointSnapshots>());

    /// <summary>The name in the path.</summary>
    public static string NameOf(HttpContext context) => (string)context.GetRouteValue("name")!;

    /// <summary>The grain.</summary>
    public IEndpointGrain Grain(string name) => grains.GetGrain<IEndpointGrain>(name);

    /// <summary>Changes an endpoint. The next query through this front door sees the change, or finds out how it ended.</summary>
    public async Task<T> ChangeAsync<T>(string name, Func<IEndpointGrain, Task<T>> change)
    {
        try
        {
            return await change(Grain(name));
        }
        finally
        {
            snapshots.Doubt(name);
        }
    }

    /// <summary>The endpoint that the path names, for a caller who may do what <paramref name="needed"/> allows.</summary>
    public Task<EndpointDetails> FindAsync(HttpContext context, PermissionLevel needed) => FindAsync(context, NameOf(context), needed);

    /// <summary>The endpoint, for a caller who may do what <paramref name="needed"/> allows.</summary>
    /// <exception cref="ServingException"><see cref="FailureKind.ResourceNotFound"/>, <see cref="FailureKind.PermissionDenied"/>.</exception>
    public async Task<EndpointDetails> FindAsync(HttpContext context, string name, PermissionLevel needed)
    {
        var endpoint = EndpointNameShape.Fits(name) ? await Grain(name).GetAsync(context.RequestAborted) : null;
        if (endpoint is null) throw Missing(name);

        EndpointPermissions.Require(context.GetCaller(), endpoint, needed, $"'{name}'");
        return endpoint;
    }

    /// <summary>A refusal that says that there is no such endpoint.</summary>
    public static ServingException Missing(string name) =>
        new(FailureKind.ResourceNotFound, $"The serving endpoint '{name}' does not exist.");

    /// <summary>Answers with everything that the caller may see of an endpoint.</summary>
    public static Task AnswerAsync(HttpContext context, EndpointDetails endpoint) => JsonAnswer.WriteAsync(
        context,
        (Endpoint: endpoint, Level: EndpointPermissions.LevelOf(context.GetCaller(), endpoint)),
        static (Utf8JsonWriter json, (EndpointDetails Endpoint, PermissionLevel Level) answer) =>
            EndpointJson.WriteDetailed(json, answer.Endpoint, answer.Level));
}
