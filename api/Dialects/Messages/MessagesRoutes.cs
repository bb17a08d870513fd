using Andamento.Api.Invocations;
using Andamento.Serving;

namespace Andamento.Api.Dialects.Messages;

/// <summary>The addresses of Anthropic's clients, for base URLs at our root, in our name spaces and in Databricks' own.</summary>
internal static class MessagesRoutes
{
    private static readonly string[] Prefixes =
        ["/v1", "/serving-endpoints", "/serving-endpoints/anthropic/v1", "/ai-gateway/anthropic/v1"];

    /// <summary>Maps the routes. The caller adds authentication to what is returned.</summary>
    public static RouteGroupBuilder MapMessages(this IEndpointRouteBuilder routes)
    {
        var pipeline = routes.ServiceProvider.GetRequiredService<InvocationPipeline>();
        var queries = routes.MapGroup("").WithTags("Invocations").WithMetadata(MessagesDialect.Instance);
        foreach (var prefix in Prefixes)
        {
            queries.MapPost($"{prefix}/messages", (RequestDelegate)(context => AskAsync(pipeline, context)))
                .WithSummary("Chat in Anthropic's language; 'model' names the endpoint.");
            queries.MapPost($"{prefix}/messages/count_tokens", (RequestDelegate)CountAsync)
                .WithSummary("Refused: only the model that answers can count.");
        }

        return queries;
    }

    private static Task AskAsync(InvocationPipeline pipeline, HttpContext context)
    {
        context.Response.Headers["request-id"] = context.TraceIdentifier; // where Anthropic's clients look for it
        return pipeline.ByModelAsync(context, ServingTask.Chat, MessagesDialect.Instance);
    }

    private static Task CountAsync(HttpContext context) => throw new ServingException(
        FailureKind.NotSupported,
        "Tokens are counted by the model that answers, and each counts in its own way: no count beforehand would be true."
        + " Send the message itself; its answer tells the usage.");
}
