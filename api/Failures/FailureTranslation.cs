using Andamento.Serving;

namespace Andamento.Api.Failures;

/// <summary>What the exceptions that are not our own mean to a caller.</summary>
internal static class FailureTranslation
{
    private static readonly TimeSpan SoonAgain = TimeSpan.FromSeconds(1);

    /// <summary>The failure to answer with. <see cref="FailureKind.Internal"/> stands for a defect: it is logged, and told without details.</summary>
    public static ServingException Of(Exception exception) => exception switch
    {
        ServingException failed => failed,
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
            new(FailureKind.PayloadTooLarge, "The request body is too large.", exception),
        BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } =>
            new(FailureKind.RequestTooSlow, "The request body came too slowly. Send it again, faster.", exception),
        BadHttpRequestException => new(FailureKind.BadRequest, $"The request is not acceptable: {exception.Message}", exception),
        TimeoutException => new(FailureKind.TimedOut, "A part of the cluster did not answer in time.", exception),
        OrleansMessageRejectionException or SiloUnavailableException or EnumerationAbortedException =>
            new(FailureKind.Unavailable, "A part of the cluster has just gone. Try again.", exception) { RetryAfter = SoonAgain },
        _ => new(FailureKind.Internal, "Internal error. The operator finds it in the log by the request id.", exception),
    };
}
