using System.Collections.Immutable;
using Andamento.Providers;
using Andamento.Replicas;
using Andamento.Secrets;
using Andamento.Serving;

namespace Andamento.Endpoints;

/// <summary>Finds a provider. Null when there is none of that name.</summary>
internal delegate ProviderDescriptor? ProviderLookup(string name);

/// <summary>A served entity that obeys every rule that can be checked by looking at it.</summary>
/// <param name="Path">Where it stood in the request, for example <c>config.served_entities[0]</c>.</param>
/// <param name="Name">Its name, the default one filled in.</param>
/// <param name="Secrets">The secrets it refers to, and where.</param>
internal abstract record EntityPlan(string Path, string Name, ImmutableArray<PlannedReference> Secrets);

/// <summary>A reference to a secret, and the field that holds it.</summary>
internal sealed record PlannedReference(string Field, SecretReference Secret);

/// <summary>An external model.</summary>
internal sealed record ExternalPlan(
    string Path, string Name, ImmutableArray<PlannedReference> Secrets, ServingTask Task, ExternalModel Model,
    ImmutableArray<NamedValue> Plaintext) : EntityPlan(Path, Name, Secrets)
{
    /// <summary>The name alone: plaintext credentials are among the members.</summary>
    public override string ToString() => Name;
}

/// <summary>A registered model on our own replicas.</summary>
internal sealed record ModelPlan(
    string Path, string Name, ImmutableArray<PlannedReference> Secrets, string Model, string Version, ModelCompute Compute,
    ImmutableArray<NamedValue> EnvironmentVars, string? InstanceProfileArn) : EntityPlan(Path, Name, Secrets);

/// <summary>What a registered model runs on.</summary>
/// <param name="WorkloadSize">As sent; <c>Small</c> when neither a size nor a concurrency was.</param>
/// <param name="WorkloadType">As sent; <c>CPU</c> by default.</param>
/// <param name="ScaleToZero">Lets an idle entity have no replica.</param>
/// <param name="MinConcurrency">As sent, or null.</param>
/// <param name="MaxConcurrency">As sent, or null.</param>
internal sealed record ModelCompute(
    string? WorkloadSize, string WorkloadType, bool ScaleToZero, int? MinConcurrency, int? MaxConcurrency)
{
    /// <summary>Tokens per second instead of requests at once, or null.</summary>
    public PlannedThroughput? Throughput { get; init; }

    /// <summary>Most requests at once (section 3.3).</summary>
    public int Concurrency => ProvisionedConcurrency.Of(WorkloadSize, MaxConcurrency);

    /// <summary>Requests at once that are provisioned for however quiet it is.</summary>
    public int LeastConcurrency => ProvisionedConcurrency.Least(WorkloadSize, MinConcurrency, MaxConcurrency, ScaleToZero);

    /// <summary>What the silo must have.</summary>
    public Accelerator Accelerator =>
        WorkloadType.Contains("GPU", StringComparison.Ordinal) ? Accelerator.Cuda : Accelerator.None;
}
