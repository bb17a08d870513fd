using Andamento.Api.Dialects;
using Andamento.Api.Dialects.Responses;
using Andamento.Serving;

namespace Andamento.Api.Invocations;

/// <summary>Every way to query an endpoint (data-plane contract, section 1).</summary>
internal static class InvocationRoutes
{
    // One API, several addresses: the workspace's own, those of newer client packages, that of generic OpenAI tools.
    private static readonly string[] OpenAiPrefixes = ["/serving-endpoints", "/ai-gateway/mlflow/v1", "/ai-gateway/openai/v1", "/v1"];

    /// <summary>Maps the routes. The caller adds authentication to what is returned.</summary>
    public static RouteGroupBuilder MapInvocations(this IEndpointRouteBuilder routes)
    {
        var pipeline = routes.ServiceProvider.GetRequiredService<InvocationPipeline>();
        var queries = routes.MapGroup("").WithTags("Invocations");

        MapByName("/serving-endpoints/{name}/invocations", "Query an endpoint; its traffic split decides who answers.");
        MapByName("/serving-endpoints/{name}/served-models/{served}/invocations", "Query one served entity.");
        MapByName("/api/2.0/serving-endpoints/{name}/invocations", "Query an endpoint, as older clients do.");
        foreach (var prefix in OpenAiPrefixes)
        {
            MapByModel($"{prefix}/chat/completions", ServingTask.Chat, "Chat; 'model' names the endpoint.");
            MapByModel($"{prefix}/completions", ServingTask.Completions, "Complete; 'model' names the endpoint.");
            MapByModel($"{prefix}/embeddings", ServingTask.Embeddings, "Embed; 'model' names the endpoint.");
            MapByDialect($"{prefix}/responses", ResponsesDialect.Instance, "Respond; 'model' names the endpoint, which serves chat.");
        }

        return queries;

        // Plain delegates: a query binds no arguments, returns no result object and has no scope of services.
        void MapByName(string pattern, string summary) => queries
            .MapPost(pattern, (RequestDelegate)(context => pipeline.ByNameAsync(context)))
            .WithSummary(summary);

        void MapByModel(string pattern, ServingTask task, string summary) => queries
            .MapPost(pattern, (RequestDelegate)(context => pipeline.ByModelAsync(context, task)))
            .WithSummary(summary);

        void MapByDialect(string pattern, ICallerDialect dialect, string summary) => queries
            .MapPost(pattern, (RequestDelegate)(context => pipeline.ByModelAsync(context, ServingTask.Chat, dialect)))
            .WithMetadata(dialect)
            .WithSummary(summary);
    }
}
