using System.Globalization;
using Andamento.Api.Control.Writing;
using Andamento.Registry;
using Andamento.Serving;

namespace Andamento.Api.Control;

/// <summary>
/// Provisioned throughput: operations E17 to E19. This cluster counts tokens per second; the operations that count model units
/// say so. Their first segments are no names of endpoints.
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
        var found = await FindAsync(model, version, context.RequestAborted)
            ?? throw new ServingException(FailureKind.ResourceNotFound, $"There is no version '{version}' of model '{model}'.");

        await JsonAnswer.WriteAsync(context, found, static (json, throughput) =>
        {
            json.WriteStartObject();
            json.WriteBoolean("optimizable"u8, throughput.Optimizable);
            if (throughput.Optimizable)
            {
                json.WriteString("model_type"u8, throughput.ModelType);
                json.WriteNumber("throughput_chunk_size"u8, throughput.ChunkSize);
            }

            json.WriteEndObject();
        });
    }

    private async Task<ModelThroughput?> FindAsync(string model, string version, CancellationToken cancellationToken) =>
        ModelName.TryParse(model, out var name) && int.TryParse(version, NumberStyles.None, null, out var number)
            ? await grains.GetGrain<IModelThroughputGrain>(IModelThroughputGrain.KeyOf(name.ToString(), $"{number}")).DescribeAsync(cancellationToken)
            : null;

    private static Task RefuseAsync(HttpContext context) => throw new ServingException(
        FailureKind.NotSupported,
        $"{context.Request.Method} {context.Request.Path}: this cluster does not provision model units. "
        + "Create an endpoint with min_ and max_provisioned_throughput, in tokens per second, at /api/2.0/serving-endpoints.");
}
