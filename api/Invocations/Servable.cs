using System.Diagnostics.CodeAnalysis;
using Andamento.Serving;

namespace Andamento.Api.Invocations;

/// <summary>Whether an endpoint can take a query.</summary>
internal static class Servable
{
    /// <summary>A deployment takes seconds; asking more often helps nobody.</summary>
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);

    private const int MaxShown = 63;

    /// <summary>The endpoint, if it exists.</summary>
    /// <exception cref="ServingException"><see cref="FailureKind.EndpointNotFound"/>.</exception>
    public static ServedEndpoint Existing([NotNull] ServedEndpoint? endpoint, string name) =>
        endpoint ?? throw new ServingException(
            FailureKind.EndpointNotFound,
            $"The endpoint '{Shown(name)}' does not exist. Check its name, and that a model and version are deployed.");

    /// <summary>The endpoint, if it exists and has an active config.</summary>
    /// <exception cref="ServingException">
    /// <see cref="FailureKind.EndpointNotFound"/>, <see cref="FailureKind.Unavailable"/>, or <see cref="FailureKind.BadRequest"/> when stopped.
    /// </exception>
    public static ServedEndpoint Of([NotNull] ServedEndpoint? endpoint, string name)
    {
        var existing = Existing(endpoint, name);
        if (existing.Snapshot is { NotServing: null, Entities.IsEmpty: false }) return existing;

        if (existing.Snapshot.Stopped) // not 503: clients would try again for minutes, and nobody starts it meanwhile
            throw new ServingException(FailureKind.BadRequest, existing.Snapshot.NotServing ?? $"The endpoint '{name}' is stopped.");

        throw new ServingException(
            FailureKind.Unavailable, existing.Snapshot.NotServing ?? $"The endpoint '{name}' has no active config yet.")
        {
            RetryAfter = AskAgain,
        };
    }

    // A name may come from a body and be anything; a long one is no endpoint's.
    private static string Shown(string name) =>
        name.Length <= MaxShown ? name : $"{name.AsSpan(0, MaxShown)}…";
}
