namespace Andamento.Api.Hosting;

/// <summary>The route that a request took, for logs: its pattern, so that no caller's text is logged and equal ones group.</summary>
internal static class RequestRoute
{
    /// <summary>The pattern, or <c>(none)</c>.</summary>
    public static string Of(HttpContext context) =>
        context.GetEndpoint() is RouteEndpoint route ? route.RoutePattern.RawText ?? "/" : "(none)";
}
