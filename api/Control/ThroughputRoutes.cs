using System.Globalization;
using Andamento.Api.Control.Writing;
using Andamento.Registry;
using Andamento.Serving;

namespace Andamento.Api.Control;

/// <summary>
/// Provisioned throughput: operations E17 to E19. This cluster provisions concurrency, so no model is optimizable, and the
/// operations that would provision throughput say so. Their first segments are no names of endpoints.
/// </summary>
internal sealed class ThroughputRoutes(IGrainFactory grains)
{
    /// <summary>Adds the routes.</summary>
    public static void Map(IEndpointRouteBuilder endpoints, IServiceProvider services)
    {
        var operations = new ThroughputRoutes(services.GetRequiredService<IGrainFactory>());
        endpoints.MapGet("/get-model-optimization-info/{model}/{version}", operations.DescribeAsync)
            .WithSummary("Say whether throughput can be provisioned for a model.");
        endpoints.MapPost("/pt", RefuseAsync).WithSummary("Not offered: create an endpoint by model units.");
        endpoints.MapPut("/pt/{name}/config", RefuseAsync).WithSummary("Not offered: update an endpoint by model units.");
    }

    private async Task DescribeAsync(HttpContext context)
    {
        var (model, version) = ((string)context.GetRouteValue("model")!, (string)context.GetRouteValue("version")!);
        if (!await ExistsAsync(model, version, context.RequestAborted))
            throw new ServingException(FailureKind.ResourceNotFound, $"There is no version '{version}' of model '{model}'.");

        await JsonAnswer.WriteAsync(context, 0, static (json, _) =>
        {
            json.WriteStartObject();
            json.WriteBoolean("optimizable"u8, false);
            json.WriteEndObject();
        });
    }

    private async Task<bool> ExistsAsync(string model, string version, CancellationToken cancellationToken) =>
        ModelName.TryParse(model, out var name)
        && int.TryParse(version, NumberStyles.None, null, out var number)
        && await grains.GetGrain<IRegisteredModelGrain>(name.ToString()).DescribeVersionAsync(number, cancellationToken) is not null;

    private static Task RefuseAsync(HttpContext context) => throw new ServingException(
        FailureKind.NotSupported,
        $"{context.Request.Method} {context.Request.Path}: this cluster does not provision throughput. "
        + "Create an endpoint with workload_size or max_provisioned_concurrency at /api/2.0/serving-endpoints.");
}
