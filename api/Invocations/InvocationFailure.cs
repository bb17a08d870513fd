using Andamento.Api.Answers;
using Andamento.Serving;

namespace Andamento.Api.Invocations;

/// <summary>What an exception on the way of a query means for its caller.</summary>
internal static class InvocationFailure
{
    private static readonly TimeSpan SoonAgain = TimeSpan.FromSeconds(1);

    /// <summary>The failure to answer with, or null when it is a defect of ours.</summary>
    public static ServingException? Of(Exception exception, Deadline deadline) => exception switch
    {
        _ when deadline.CallerGone => new(FailureKind.Cancelled, "The caller went away.", exception),
        OperationCanceledException or ServingException { Kind: FailureKind.Cancelled } when deadline.TimeIsOver =>
            new(FailureKind.TimedOut, "The time limit of the query ran out.", exception),
        ServingException failed => failed,
        BrokenStreamException broken => new(broken.Kind, broken.Message, broken),
        BadHttpRequestException bad => new(FailureKind.BadRequest, "The body ended early or is not well-formed HTTP.", bad),
        TimeoutException slow => new(FailureKind.TimedOut, "A part of the cluster did not answer in time.", slow),
        _ when IsLost(exception) => new(FailureKind.Unavailable, "The served entity's host has just gone. Try again.", exception)
        {
            RetryAfter = SoonAgain,
        },
        _ => null,
    };

    /// <summary>True when the grain that was called has gone, or says that it is no longer, or not yet, part of a config.</summary>
    public static bool IsLost(Exception exception) =>
        exception is ServingException { Kind: FailureKind.Unavailable } or OrleansException or EnumerationAbortedException;
}
