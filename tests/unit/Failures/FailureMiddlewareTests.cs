using Andamento.Api.Failures;
using Andamento.Serving;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Andamento.Tests.Unit.Failures;

public sealed class FailureMiddlewareTests
{
    [Fact]
    public async Task A_failure_replaces_what_was_prepared_and_keeps_the_request_id()
    {
        var context = await RunAsync(context =>
        {
            context.Response.ContentType = "text/event-stream";
            context.Response.Headers["Served-Model-Name"] = "gpt";
            throw new ServingException(FailureKind.LimitReached, "Too many.") { RetryAfter = TimeSpan.FromSeconds(12) };
        });

        Assert.Equal((429, "application/json"), (context.Response.StatusCode, context.Response.ContentType));
        Assert.Equal(("12", "id-1"), ((string?)context.Response.Headers.RetryAfter, (string?)context.Response.Headers["X-Request-Id"]));
        Assert.False(context.Response.Headers.ContainsKey("Served-Model-Name"));
    }

    [Fact]
    public async Task A_defect_is_told_without_details()
    {
        var context = await RunAsync(_ => throw new InvalidOperationException("s3cret"));

        Assert.Equal(500, context.Response.StatusCode);
        Assert.Contains("INTERNAL_ERROR", Body(context), StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", Body(context), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_has_gone_gets_nothing()
    {
        var context = await RunAsync(
            context =>
            {
                context.RequestAborted = new CancellationToken(canceled: true);
                throw new OperationCanceledException();
            });

        Assert.Equal((499, ""), (context.Response.StatusCode, Body(context)));
    }

    [Fact]
    public async Task A_missing_token_says_which_scheme_to_use()
    {
        var context = await RunAsync(_ => throw new ServingException(FailureKind.Unauthenticated, "No token."));

        Assert.Equal((401, "Bearer"), (context.Response.StatusCode, (string?)context.Response.Headers.WWWAuthenticate));
    }

    [Fact]
    public async Task A_body_that_came_too_slowly_ends_its_connection()
    {
        var context = await RunAsync(_ => throw new BadHttpRequestException("slow", StatusCodes.Status408RequestTimeout));

        Assert.Equal((408, "close"), (context.Response.StatusCode, (string?)context.Response.Headers.Connection));
        Assert.Contains("The request body came too slowly.", Body(context), StringComparison.Ordinal);
    }

    private static async Task<HttpContext> RunAsync(Action<HttpContext> handler)
    {
        var context = new DefaultHttpContext { TraceIdentifier = "id-1" };
        context.Response.Body = new MemoryStream();
        var middleware = new FailureMiddleware(
            context =>
            {
                handler(context);
                return Task.CompletedTask;
            },
            NullLogger<FailureMiddleware>.Instance);
        await middleware.InvokeAsync(context);
        return context;
    }

    private static string Body(HttpContext context)
    {
        context.Response.Body.Position = 0;
        return new StreamReader(context.Response.Body).ReadToEnd();
    }
}
