using System.Diagnostics;
using Andamento.Inference;
using Andamento.Providers;
using Andamento.Serving;

namespace Andamento.ServedEntities;

/// <summary>What a failure behind a served entity means to the cluster: one row per failure of the two ports.</summary>
internal static class ServingFailures
{
    /// <summary>A provider's failure.</summary>
    public static ServingException From(ProviderException failed) => new(Kind(failed), failed.Message, failed)
    {
        Code = failed.Code,
        Param = failed.Param,
        RetryAfter = failed.RetryAfter,
        UpstreamStatus = failed.Status,
    };

    /// <summary>A model's failure.</summary>
    public static ServingException From(ModelException failed) =>
        new(Kind(failed.Failure), failed.Message, failed)
        {
            Code = failed.Code,
            Param = failed.Param,
            RetryAfter = failed.Failure is ModelFailure.Overloaded ? TimeSpan.FromSeconds(1) : null,
        };

    // Of its refusals one has a status of its own (providers contract, 6.2).
    private static FailureKind Kind(ProviderException failed) => failed is { Failure: ProviderFailure.Refused, Status: 413 }
        ? FailureKind.PayloadTooLarge
        : Kind(failed.Failure);

    /// <summary>The row of a provider's failure.</summary>
    public static FailureKind Kind(ProviderFailure failure) => failure switch
    {
        ProviderFailure.Unsupported => FailureKind.BadRequest,
        ProviderFailure.Refused => FailureKind.UpstreamRefused,
        ProviderFailure.Authentication => FailureKind.UpstreamAuthentication,
        ProviderFailure.ModelNotFound => FailureKind.UpstreamModelNotFound,
        ProviderFailure.Limited => FailureKind.UpstreamLimited,
        ProviderFailure.Failed => FailureKind.UpstreamFailed,
        ProviderFailure.Unavailable => FailureKind.UpstreamUnavailable,
        ProviderFailure.Unreachable => FailureKind.UpstreamFailed,
        ProviderFailure.TimedOut => FailureKind.UpstreamTimedOut,
        ProviderFailure.Looped => FailureKind.RoutingLoop,
        _ => throw new UnreachableException($"{failure} has no row."),
    };

    /// <summary>True when the provider is at fault, or too busy: it may do better later, and another may do better now.</summary>
    public static bool IsOfProvider(ProviderFailure failure) => failure
        is ProviderFailure.Limited or ProviderFailure.Failed or ProviderFailure.Unavailable
        or ProviderFailure.Unreachable or ProviderFailure.TimedOut;

    /// <summary>The row of a model's failure.</summary>
    public static FailureKind Kind(ModelFailure failure) => failure switch
    {
        ModelFailure.BadInput => FailureKind.BadRequest,
        ModelFailure.Overloaded => FailureKind.Overloaded,
        ModelFailure.BadModel => FailureKind.Internal,
        ModelFailure.Internal => FailureKind.Internal,
        _ => throw new UnreachableException($"{failure} has no row."),
    };
}
