using Andamento.Api.Hosting;
using Andamento.Serving;

namespace Andamento.Api.Failures;

/// <summary>The last room's other door: whatever a request ran into becomes the error body of the contract.</summary>
internal sealed class FailureMiddleware(RequestDelegate next, ILogger<FailureMiddleware> log)
{
    /// <summary>Runs the request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            NobodyReads(context);
            return;
        }
        catch (Exception exception) when (context.Response.HasStarted)
        {
            // The status is out, so the only honest sign left is a connection that ends early.
            FailureLog.Broken(log, context.TraceIdentifier, context.Request.Method, RequestRoute.Of(context), exception);
            context.Abort();
            return;
        }
        catch (Exception exception)
        {
            await AnswerAsync(context, FailureTranslation.Of(exception));
            return;
        }

        if (IsUnanswered(context.Response)) await FailureAnswer.WriteAsync(context, Unrouted(context));
    }

    private Task AnswerAsync(HttpContext context, ServingException failed)
    {
        if (failed.Kind is FailureKind.Internal)
            FailureLog.Defect(log, context.TraceIdentifier, context.Request.Method, RequestRoute.Of(context), failed);

        context.Response.Clear();
        context.SendRequestId();
        return FailureAnswer.WriteAsync(context, failed);
    }

    private static void NobodyReads(HttpContext context)
    {
        // For the access log only.
        if (!context.Response.HasStarted) context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
    }

    private static bool IsUnanswered(HttpResponse response) =>
        response is
        {
            HasStarted: false, ContentType: null, ContentLength: null,
            StatusCode: StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed,
        };

    private static ServingException Unrouted(HttpContext context) => context.Response.StatusCode is StatusCodes.Status404NotFound
        ? new(FailureKind.RouteNotFound, $"There is no {context.Request.Method} {context.Request.Path}.")
        : new(
            FailureKind.MethodNotAllowed,
            $"{context.Request.Method} is not for {context.Request.Path}; it takes {context.Response.Headers.Allow}.");
}
