namespace Andamento.Api.Hosting;

/// <summary>The id of a request: always ours, one per request, in <see cref="HttpContext.TraceIdentifier"/> and in every answer.</summary>
internal static class RequestIds
{
    /// <summary>The header that carries it.</summary>
    public const string Header = "X-Request-Id";

    /// <summary>Gives each request its id. A client's own <c>X-Request-Id</c> is not looked at.</summary>
    public static void UseRequestIds(this IApplicationBuilder app) => app.Use(next => context =>
    {
        context.TraceIdentifier = Guid.NewGuid().ToString();
        context.SendRequestId();
        return next(context);
    });

    /// <summary>Sets the header, again after the response was cleared.</summary>
    public static void SendRequestId(this HttpContext context) => context.Response.Headers[Header] = context.TraceIdentifier;
}
