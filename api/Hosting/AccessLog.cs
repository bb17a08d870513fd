using System.Diagnostics;
using Microsoft.Extensions.Options;

namespace Andamento.Api.Hosting;

/// <summary>One line per request. Section <c>Andamento:AccessLog</c>.</summary>
public sealed class AccessLogOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Andamento:AccessLog";

    /// <summary>Writes a line at level Information for each request. The default is true.</summary>
    public bool Enabled { get; set; } = true;
}

/// <summary>What a room adds to the line of its request: a typed feature.</summary>
internal sealed class AccessNote
{
    /// <summary>The endpoint, where the route does not name it.</summary>
    public string? Endpoint { get; set; }
}

/// <summary>Writes the line after the answer: no query string, body, address or token is in it.</summary>
internal sealed partial class AccessLog(RequestDelegate next, IOptions<AccessLogOptions> options, ILogger<AccessLog> log)
{
    private readonly bool _enabled = options.Value.Enabled;

    /// <summary>Runs the request.</summary>
    public Task InvokeAsync(HttpContext context) =>
        _enabled && log.IsEnabled(LogLevel.Information) ? RunAsync(context) : next(context);

    private async Task RunAsync(HttpContext context)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            Answered(
                log,
                context.Request.Method,
                RequestRoute.Of(context),
                context.Response.StatusCode,
                Math.Round(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 3),
                context.TraceIdentifier,
                context.Features.Get<AccessNote>()?.Endpoint ?? context.GetRouteValue("name") as string,
                context.Response.Headers["Served-Model-Name"]);
        }
    }

    // Event 2200 of the range 2200-2299; the others are in HostingLog.
    [LoggerMessage(
        2200,
        LogLevel.Information,
        "{Method} {Route} {Status} in {Milliseconds} ms, request {RequestId}, endpoint {Endpoint}, entity {Entity}")]
    private static partial void Answered(
        ILogger logger, string method, string route, int status, double milliseconds, string requestId, string? endpoint,
        string? entity);
}

/// <summary>Names the endpoint of a request whose route does not.</summary>
internal static class AccessNotes
{
    /// <summary>Notes the endpoint for the access log.</summary>
    public static void NoteEndpoint(this HttpContext context, string endpoint) =>
        context.Features.Set(new AccessNote { Endpoint = endpoint });
}
