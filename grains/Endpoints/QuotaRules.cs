using Andamento.Serving;

namespace Andamento.Endpoints;

/// <summary>Whether the workspace has room for what an endpoint is to take (V29). Pure.</summary>
internal static class QuotaRules
{
    /// <summary>Checks it.</summary>
    /// <param name="demand">What the endpoint is to take, in place of what it takes now.</param>
    /// <param name="others">What the other endpoints take.</param>
    /// <param name="options">Limits.</param>
    /// <exception cref="ServingException"><see cref="FailureKind.ResourceLimitExceeded"/>.</exception>
    public static void Check(EndpointDemand demand, IReadOnlyCollection<EndpointDemand> others, EndpointOptions options)
    {
        if (others.Count >= options.MaxEndpoints)
            throw Exceeded($"the quota of {options.MaxEndpoints} endpoints; delete one first");

        var taken = others.SelectMany(other => other.Models).Concat(demand.Models).ToList();
        if (demand.Models.IsEmpty) return;

        foreach (var model in demand.Models.Select(one => one.Model).Distinct(StringComparer.Ordinal))
        {
            if (taken.Where(one => one.Model == model).Sum(one => (long)one.Concurrency) > options.MaxModelConcurrency)
                throw Exceeded($"the provisioned concurrency quota of {options.MaxModelConcurrency} requests for model '{model}'");
        }

        if (taken.Sum(one => (long)one.Concurrency) > options.MaxWorkspaceConcurrency)
            throw Exceeded($"its provisioned concurrency quota of {options.MaxWorkspaceConcurrency} requests");
    }

    /// <summary>What an endpoint takes: the config it moves to, or else the one that serves.</summary>
    public static EndpointDemand DemandOf(EndpointDetails endpoint)
    {
        var config = endpoint.ConfigUpdate is ConfigUpdateState.InProgress ? endpoint.PendingConfig
            : endpoint.Stopped ? null
            : endpoint.Config;
        return DemandOf(endpoint.Name, config?.ServedEntities ?? []);
    }

    /// <summary>What entities take.</summary>
    public static EndpointDemand DemandOf(string endpoint, IEnumerable<ServedEntity> entities) =>
        new(endpoint, [.. from entity in entities
                          where entity.EntityName is not null
                          let concurrency = ProvisionedConcurrency.Of(entity.WorkloadSize, entity.MaxProvisionedConcurrency)
                          select new ModelDemand(entity.EntityName!, concurrency)]);

    private static ServingException Exceeded(string what) =>
        new(FailureKind.ResourceLimitExceeded, $"The workspace exceeds {what}.");
}
