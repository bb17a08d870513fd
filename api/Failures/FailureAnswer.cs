using System.Buffers;
using System.Globalization;
using Andamento.Api.Dialects;
using Andamento.Serving;
using Microsoft.Net.Http.Headers;

namespace Andamento.Api.Failures;

/// <summary>Answers a request that failed before its first byte was sent.</summary>
internal static class FailureAnswer
{
    /// <summary>Writes status, headers and body. The response must not have started.</summary>
    public static async Task WriteAsync(HttpContext context, ServingException failed)
    {
        var response = context.Response;
        var row = Failure.Of(failed.Kind);
        var body = new ArrayBufferWriter<byte>(256);
        if (context.GetEndpoint()?.Metadata.GetMetadata<ICallerDialect>() is { } dialect) dialect.WriteFailure(body, failed, context.TraceIdentifier);
        else FailureBody.Write(body, flat: FailureBody.IsForDatabricks(context.Request), failed);

        response.StatusCode = row.Status;
        response.ContentType = "application/json";
        response.ContentLength = body.WrittenCount;
        if (RetryAfterSeconds(row, failed.RetryAfter) is { } seconds)
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        if (row.Status is StatusCodes.Status408RequestTimeout) response.Headers.Connection = "close"; // the rest of the body is not waited for
        if (row.Status is StatusCodes.Status401Unauthorized) response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";

        await response.Body.WriteAsync(body.WrittenMemory, context.RequestAborted);
    }

    /// <summary>The value of <c>Retry-After</c>, or null for none.</summary>
    /// <remarks>
    /// Clients try 429 and 503 again, and some only understand whole seconds: those statuses always say when, and never 0.
    /// </remarks>
    public static long? RetryAfterSeconds(Failure row, TimeSpan? wish) => row.Status is 429 or 503 || wish is not null
        ? Math.Max(1, (long)Math.Ceiling((wish ?? TimeSpan.Zero).TotalSeconds))
        : null;
}
