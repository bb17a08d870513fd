using Andamento.Identity;
using Andamento.Serving;

namespace Andamento.Api.Auth;

/// <summary>Room 1: who calls.</summary>
internal static class Authentication
{
    /// <summary>Registers what routes with <see cref="RequireCaller"/> need.</summary>
    public static void AddAuthentication(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<TokenCache>();
        builder.Services.AddHostedService<TokenWatch>();
    }

    /// <summary>Lets only callers with a valid token through; <see cref="Caller.GetCaller"/> then tells who it is.</summary>
    /// <remarks>Wraps the handler where the route is built, so that a request pays for no scope and no filter context.</remarks>
    public static TBuilder RequireCaller<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder
    {
        routes.Add(static route =>
        {
            var handler = route.RequestDelegate!;
            var tokens = route.ApplicationServices.GetRequiredService<TokenCache>();
            route.Metadata.Add(CallerRequired.Instance);
            route.RequestDelegate = context => EnterAsync(context, tokens, handler);
        });
        return routes;
    }

    private static Task EnterAsync(HttpContext context, TokenCache tokens, RequestDelegate handler)
    {
        var token = Credentials.TokenOf(context.Request.Headers.Authorization);
        return tokens.TryRecall(token, out var owner)
            ? EnterAsync(context, owner, handler)
            : AskAndEnterAsync(context, tokens, token.ToString(), handler);
    }

    private static async Task AskAndEnterAsync(HttpContext context, TokenCache tokens, string token, RequestDelegate handler) =>
        await EnterAsync(context, await tokens.AskAsync(token, context.RequestAborted), handler);

    private static Task EnterAsync(HttpContext context, Principal? owner, RequestDelegate handler)
    {
        context.SetCaller(owner ?? throw Refused(context));
        return handler(context);
    }

    private static ServingException Refused(HttpContext context) => new(
        FailureKind.Unauthenticated,
        context.Request.Headers.Authorization.Count is 0
            ? "No token. Send 'Authorization: Bearer <token>'."
            : "The token is not valid: unknown, expired or revoked, or the Authorization header is neither 'Bearer <token>' nor Basic "
              + "with the user 'token'.");
}

/// <summary>Marks a route that <see cref="Authentication.RequireCaller"/> guards.</summary>
internal sealed class CallerRequired
{
    /// <summary>The one instance.</summary>
    public static readonly CallerRequired Instance = new();
}
