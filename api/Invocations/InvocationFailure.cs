using Andamento.Api.Answers;
using Andamento.Api.Failures;
using Andamento.Serving;

namespace Andamento.Api.Invocations;

/// <summary>What an exception on the way of a query means for its caller.</summary>
internal static class InvocationFailure
{
    /// <summary>
    /// The failure to answer with, or null when it is a defect of ours, or when the answer is already broken.
    /// </summary>
    public static ServingException? Of(Exception exception, Deadline deadline)
    {
        if (exception is BrokenStreamException) return null;

        if (deadline.CallerGone) return new(FailureKind.Cancelled, "The caller went away.", exception);

        if (deadline.TimeIsOver
            && exception is OperationCanceledException or ServingException { Kind: FailureKind.Cancelled })
        {
            return new(FailureKind.TimedOut, "The time limit of the query ran out.", exception);
        }

        var failed = FailureTranslation.Of(exception);
        return failed.Kind is FailureKind.Internal ? null : failed;
    }

    /// <summary>True for a failure that another served entity may not have: 429 and any 5xx but a defect of ours.</summary>
    public static bool MayFallBack(FailureKind kind) => kind
        is FailureKind.UpstreamLimited or FailureKind.UpstreamFailed or FailureKind.UpstreamUnavailable
        or FailureKind.UpstreamTimedOut or FailureKind.Overloaded or FailureKind.Unavailable;
}
