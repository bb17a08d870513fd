using System.Collections.Immutable;
using System.IO.Pipelines;
using System.Text.Json;
using Andamento.Api.Auth;
using Andamento.Endpoints;
using Andamento.Serving;

namespace Andamento.Api.Models;

/// <summary>
/// The list of models as OpenAI's clients ask for it: the language and embedding endpoints that the caller may query.
/// </summary>
internal static class ModelRoutes
{
    private static readonly string[] Paths =
        ["/serving-endpoints/models", "/ai-gateway/mlflow/v1/models", "/ai-gateway/openai/v1/models", "/v1/models"];

    /// <summary>Maps the routes. The caller adds authentication to what is returned.</summary>
    public static RouteGroupBuilder MapModels(this IEndpointRouteBuilder routes)
    {
        var models = routes.MapGroup("").WithTags("Invocations");
        foreach (var path in Paths)
        {
            models.MapGet(path, (RequestDelegate)ListAsync).WithSummary("List the endpoints that 'model' may name.");
        }

        return models;
    }

    private static async Task ListAsync(HttpContext context)
    {
        var directory = context.RequestServices.GetRequiredService<IGrainFactory>()
            .GetGrain<IEndpointDirectoryGrain>(IEndpointDirectoryGrain.Workspace);
        var all = await directory.ListAsync(context.RequestAborted);
        var caller = context.GetCaller();

        context.Response.ContentType = "application/json";
        Write(context.Response.BodyWriter, [.. all.Where(endpoint => IsModel(endpoint)
            && EndpointPermissions.LevelOf(caller, endpoint) >= PermissionLevel.CanQuery)]);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private static bool IsModel(EndpointDetails endpoint) =>
        endpoint is { Config: not null, Task: ServingTask.Chat or ServingTask.Completions or ServingTask.Embeddings };

    private static void Write(PipeWriter output, ImmutableArray<EndpointDetails> endpoints)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("object"u8, "list"u8);
        json.WriteStartArray("data"u8);
        foreach (var endpoint in endpoints)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, endpoint.Name);
            json.WriteString("object"u8, "model"u8);
            json.WriteNumber("created"u8, endpoint.CreatedAt.ToUnixTimeSeconds());
            json.WriteString("owned_by"u8, endpoint.Creator);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
