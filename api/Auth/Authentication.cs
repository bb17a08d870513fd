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
    /// <param name="routes">The routes.</param>
    /// <param name="apiKey">The token may also come as <c>x-api-key</c>, the only place where some clients put it.</param>
    public static TBuilder RequireCaller<TBuilder>(this TBuilder routes, bool apiKey = false)
        where TBuilder : IEndpointConventionBuilder
    {
        routes.Add(route =>
        {
            var handler = route.RequestDelegate!;
            var tokens = route.ApplicationServices.GetRequiredService<TokenCache>();
            route.Metadata.Add(CallerRequired.Instance);
            route.RequestDelegate = context => EnterAsync(context, tokens, handler, apiKey);
        });
        return routes;
    }

    private static Task EnterAsync(HttpContext context, TokenCache tokens, RequestDelegate handler, bool apiKey)
    {
        string? header = context.Request.Headers.Authorization;
        var token = Credentials.TokenOf(header);
        if (apiKey && token.IsEmpty) token = Credentials.KeyOf(header = context.Request.Headers[Credentials.KeyHeader]);
        if (token.Length is 0 or > TokenKey.MaxLength) return EnterAsync(context, owner: null, handler, apiKey);

        return tokens.TryRecall(ConnectionToken.KeyOf(context, header, token), out var owner)
            ? EnterAsync(context, owner, handler, apiKey)
            : AskAndEnterAsync(context, tokens, token.ToString(), handler, apiKey);
    }

    private static async Task AskAndEnterAsync(
        HttpContext context, TokenCache tokens, string token, RequestDelegate handler, bool apiKey) =>
        await EnterAsync(context, await tokens.AskAsync(token, context.RequestAborted), handler, apiKey);

    private static Task EnterAsync(HttpContext context, Principal? owner, RequestDelegate handler, bool apiKey)
    {
        context.SetCaller(owner ?? throw Refused(context.Request.Headers, apiKey));
        return handler(context);
    }

    private static ServingException Refused(IHeaderDictionary headers, bool apiKey) => new(
        FailureKind.Unauthenticated,
        headers.Authorization.Count is 0 && !(apiKey && headers.ContainsKey(Credentials.KeyHeader))
            ? $"No token. Send 'Authorization: Bearer <token>'{(apiKey ? $" or '{Credentials.KeyHeader}: <token>'" : "")}."
            : "The token is not valid: unknown, expired or revoked, or the Authorization header is neither 'Bearer <token>' nor Basic "
              + "with the user 'token'.");
}

/// <summary>Marks a route that <see cref="Authentication.RequireCaller"/> guards.</summary>
internal sealed class CallerRequired
{
    /// <summary>The one instance.</summary>
    public static readonly CallerRequired Instance = new();
}
