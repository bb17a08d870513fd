using System.Collections.Immutable;
using Andamento.Registry;
using Andamento.Replicas;
using Andamento.Serving;

namespace Andamento.Endpoints;

/// <summary>Turns checked plans into what is stored, and keeps what an update leaves alone. Pure.</summary>
internal static class EntityDefinitions
{
    /// <summary>Who introduces an entity, when, and by which config version.</summary>
    internal sealed record Introduction(string Creator, DateTimeOffset At, int Version);

    /// <summary>An external model. It is ready as soon as it is stored.</summary>
    public static ServedEntityDefinition External(
        ExternalPlan plan, ImmutableArray<SealedSetting> sealedSettings, Introduction by) => new()
        {
            Entity = new()
            {
                Name = plan.Name,
                Task = plan.Task,
                Creator = by.Creator,
                CreatedAt = by.At,
                Deployment = DeploymentState.Ready,
                DeployedBy = by.Version,
                External = plan.Model,
            },
            SealedSettings = sealedSettings,
        };

    /// <summary>A registered model. Its replicas have to be deployed.</summary>
    public static ServedEntityDefinition Model(ModelPlan plan, ModelVersion model, Introduction by) => new()
    {
        Entity = new()
        {
            Name = plan.Name,
            Task = model.Task,
            Creator = by.Creator,
            CreatedAt = by.At,
            Deployment = DeploymentState.Creating,
            DeployedBy = by.Version,
            EntityName = plan.Model,
            EntityVersion = plan.Version,
            WorkloadSize = plan.Compute.WorkloadSize,
            WorkloadType = plan.Compute.WorkloadType,
            ScaleToZeroEnabled = plan.Compute.ScaleToZero,
            MinProvisionedConcurrency = plan.Compute.MinConcurrency,
            MaxProvisionedConcurrency = plan.Compute.MaxConcurrency,
            EnvironmentVars = plan.EnvironmentVars,
            InstanceProfileArn = plan.InstanceProfileArn,
            MinProvisionedThroughput = plan.Compute.Throughput is { Units: null, Min: var least } ? least : null,
            MaxProvisionedThroughput = plan.Compute.Throughput is { Units: null, Max: var most } ? most : null,
            ProvisionedModelUnits = plan.Compute.Throughput?.Units,
            BurstScalingEnabled = plan.Compute.Throughput?.Burst,
        },
        Replicas = new()
        {
            Model = model,
            Accelerator = plan.Compute.Accelerator,
            Concurrency = plan.Compute.Concurrency,
            MinConcurrency = plan.Compute.LeastConcurrency,
            ScaleToZero = plan.Compute.ScaleToZero,
        },
    };

    /// <summary>The same with tokens per second: one replica gives a chunk of them, so there are as many as chunks.</summary>
    public static ServedEntityDefinition WithThroughput(ServedEntityDefinition definition, PlannedThroughput throughput, int chunkSize)
    {
        var replica = ProvisionedConcurrency.Of(size: null, most: null);
        return definition with
        {
            Replicas = definition.Replicas! with
            {
                Concurrency = Times(throughput.Max),
                MinConcurrency = Times(throughput.Min),
                ScaleToZero = definition.Replicas.ScaleToZero || throughput.Min == 0,
                MaxThroughput = throughput.Max,
            },
        };

        int Times(int tokensPerSecond) => (int)Math.Min(1024, (long)replica * ((tokensPerSecond + chunkSize - 1) / chunkSize));
    }

    /// <summary>The entity that serves already and that <paramref name="wanted"/> leaves alone; else the wanted one.</summary>
    public static ServedEntityDefinition Keep(ServedEntityDefinition wanted, ImmutableArray<ServedEntityDefinition> serving) =>
        serving.FirstOrDefault(old => IsSame(old, wanted)) ?? wanted;

    /// <summary>What served before, introduced once more, with the credentials it had.</summary>
    public static ServedEntityDefinition Again(ServedEntityDefinition old, Introduction by) => old with
    {
        Entity = old.Entity with
        {
            Creator = by.Creator,
            CreatedAt = by.At,
            DeployedBy = by.Version,
            Deployment = old.Replicas is null ? DeploymentState.Ready : DeploymentState.Creating,
            DeploymentMessage = "",
        },
    };

    /// <summary>The kind of an endpoint with these entities; they share one (V7).</summary>
    public static EndpointKind Kind(ServedEntityDefinition definition) => definition switch
    {
        { Entity.External: not null } => EndpointKind.External,
        { Entity.Task: ServingTask.Predict } => EndpointKind.Custom,
        _ => EndpointKind.Foundation,
    };

    // Whoever sends a credential in plaintext may be replacing it: never the same.
    private static bool IsSame(ServedEntityDefinition old, ServedEntityDefinition wanted) =>
        old.SealedSettings.IsEmpty && wanted.SealedSettings.IsEmpty
        && IsSame(old.Entity.External, wanted.Entity.External)
        && IsSame(old.Replicas, wanted.Replicas)
        && old.Entity.EnvironmentVars.SequenceEqual(wanted.Entity.EnvironmentVars)
        && Comparable(old.Entity) == Comparable(wanted.Entity);

    private static bool IsSame(ExternalModel? old, ExternalModel? wanted) => (old, wanted) switch
    {
        (null, null) => true,
        ({ } one, { } other) => one.Settings.SequenceEqual(other.Settings) && one == other with { Settings = one.Settings },
        _ => false,
    };

    // A version's files never change, so its name and number say enough.
    private static bool IsSame(ReplicaSetSpec? old, ReplicaSetSpec? wanted) => (old, wanted) switch
    {
        (null, null) => true,
        ({ } one, { } other) => one == other with { Model = one.Model },
        _ => false,
    };

    // What is left to compare once the members that never match or were compared above are set aside.
    private static ServedEntity Comparable(ServedEntity entity) => entity with
    {
        Creator = "", CreatedAt = default, Deployment = default, DeploymentMessage = "", DeployedBy = 0, External = null,
        EnvironmentVars = [],
    };
}
