using System.Globalization;
using Andamento.Api.Control.Writing;
using Andamento.Api.Auth;
using Andamento.Api.Control.Reading;
using Andamento.Endpoints;
using Andamento.Registry;
using Andamento.Serving;

namespace Andamento.Api.Control;

/// <summary>
/// Provisioned throughput: operations E17 to E19. A model unit is one chunk of a model's throughput. The first segments of these
/// routes are no names of endpoints.
/// </summary>
internal sealed class ThroughputRoutes(IGrainFactory grains, EndpointAccess access)
{
    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/get-model-optimization-info/{model}/{version}", DescribeAsync)
            .WithSummary("Say whether throughput can be provisioned for a model.");
        endpoints.MapPost("/pt", CreateAsync).WithSummary("Create an endpoint by model units.");
        endpoints.MapPut("/pt/{name}/config", UpdateConfigAsync).WithSummary("Replace the config of an endpoint by model units.");
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

    private async Task CreateAsync(HttpContext context)
    {
        using var body = await ControlBody.ReadAsync(context);
        var name = EndpointNameShape.Read(body.Root);
        var command = EndpointBodies.ReadCreate(body.Root, context.GetCaller());
        RequireUnits(command.Config, "config.");
        var created = await access.ChangeAsync(name, endpoint => endpoint.CreateAsync(command, context.RequestAborted));
        await EndpointAccess.AnswerAsync(context, created);
    }

    private async Task UpdateConfigAsync(HttpContext context)
    {
        using var body = await ControlBody.ReadAsync(context);
        var name = EndpointAccess.NameOf(context);
        await access.FindAsync(context, name, PermissionLevel.CanManage);
        var (config, prefix) = body.Root.Object("config") is { } inner ? (inner, "config.") : (body.Root, "");
        var command = new UpdateEndpointConfig { Caller = context.GetCaller(), Config = EndpointBodies.ReadConfig(config) };
        RequireUnits(command.Config, prefix);
        var updated = await access.ChangeAsync(name, endpoint => endpoint.UpdateConfigAsync(command, context.RequestAborted));
        await EndpointAccess.AnswerAsync(context, updated);
    }

    private static void RequireUnits(EndpointConfigInput? config, string prefix)
    {
        if (config?.ServedEntities is not { IsEmpty: false } entities) throw Missing($"{prefix}served_entities", "needs an entity.");
        for (var i = 0; i < entities.Length; i++)
        {
            if (entities[i].ProvisionedModelUnits is null) throw Missing($"{prefix}served_entities[{i}].provisioned_model_units", "is missing.");
        }
    }

    private static ServingException Missing(string field, string what) =>
        new(FailureKind.InvalidParameter, $"{field}: {what}") { Param = field };
}
