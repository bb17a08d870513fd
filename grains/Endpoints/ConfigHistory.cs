namespace Andamento.Endpoints;

/// <summary>One accepted config, with its sealed credentials, so that it can serve again.</summary>
/// <param name="Config">The config as it ended, or as it is.</param>
/// <param name="By">Who asked for it.</param>
/// <param name="Outcome">What became of it.</param>
internal sealed record PastConfig(StoredConfig Config, string By, ConfigOutcome Outcome);

/// <summary>Which configs an endpoint has had. Pure.</summary>
internal static class ConfigHistory
{
    /// <summary>The next record with what the step to it adds to the history.</summary>
    /// <param name="before">The record before the step.</param>
    /// <param name="next">The record after it.</param>
    /// <param name="by">Who asked for the step; null for the cluster itself.</param>
    /// <param name="most">How many configs are kept.</param>
    public static EndpointRecord Note(EndpointRecord before, EndpointRecord next, string? by, int most)
    {
        if (next.Endpoint is not { } endpoint) return next;

        var history = endpoint.History;
        if (endpoint.LastVersion > (before.Endpoint?.LastVersion ?? 0))
            history = history.Add(new(Newest(endpoint), by ?? endpoint.Creator, ConfigOutcome.Deploying));
        if (history is [.., { Outcome: ConfigOutcome.Deploying } last])
            history = history.SetItem(history.Length - 1, last with { Config = Newest(endpoint), Outcome = Outcome(endpoint) });
        if (history.Length > most) history = history.RemoveRange(0, history.Length - most);
        return next with { Endpoint = endpoint with { History = history } };
    }

    /// <summary>A config that is kept, or null.</summary>
    public static StoredConfig? Find(EndpointState endpoint, int version) =>
        endpoint.Active?.Version == version
            ? endpoint.Active
            : endpoint.History.FirstOrDefault(past => past.Config.Version == version)?.Config;

    // A config that clears the endpoint is stored nowhere else.
    private static StoredConfig Newest(EndpointState endpoint) => (endpoint.Pending ?? endpoint.Active) is { } config
        && config.Version == endpoint.LastVersion
            ? config
            : new() { Version = endpoint.LastVersion, Entities = [], Routes = [], StartedAt = endpoint.UpdatedAt };

    private static ConfigOutcome Outcome(EndpointState endpoint) => endpoint.Update switch
    {
        ConfigUpdateState.InProgress => ConfigOutcome.Deploying,
        ConfigUpdateState.UpdateFailed => ConfigOutcome.Failed,
        ConfigUpdateState.UpdateCanceled => ConfigOutcome.Canceled,
        _ => ConfigOutcome.Served,
    };
}
