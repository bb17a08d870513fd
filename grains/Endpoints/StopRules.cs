using Andamento.Serving;

namespace Andamento.Endpoints;

/// <summary>Whether an endpoint can be stopped and started (section 6.14). Pure.</summary>
internal static class StopRules
{
    /// <summary>Checks it; says nothing about whether it is stopped already.</summary>
    /// <exception cref="ServingException"><see cref="FailureKind.InvalidParameter"/> or <see cref="FailureKind.Conflict"/>.</exception>
    public static void Check(EndpointState endpoint)
    {
        if (endpoint.Kind is EndpointKind.External or EndpointKind.Foundation)
        {
            throw new ServingException(
                FailureKind.InvalidParameter, $"Endpoint '{endpoint.Name}' serves no custom models; only those are stopped and started.");
        }

        CheckIdle(endpoint);
        if (endpoint.Active is null)
            throw new ServingException(FailureKind.Conflict, $"Endpoint '{endpoint.Name}' has no config that serves.");
    }

    /// <summary>Checks that no update runs.</summary>
    /// <exception cref="ServingException"><see cref="FailureKind.Conflict"/>.</exception>
    public static void CheckIdle(EndpointState endpoint)
    {
        if (endpoint.Update is ConfigUpdateState.InProgress)
            throw new ServingException(FailureKind.Conflict, $"Endpoint '{endpoint.Name}' is being updated; wait until that has ended.");
    }
}
