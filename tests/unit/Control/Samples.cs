using Andamento.Endpoints;
using Andamento.Serving;

namespace Andamento.Tests.Unit.Control;

/// <summary>Endpoints as grains describe them.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Made = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000);
    public static readonly DateTimeOffset Changed = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_005_000);

    public static EndpointDetails External(string name = "chat") => new()
    {
        Name = name,
        Id = "0123456789abcdef0123456789abcdef",
        Creator = "owner@example.com",
        CreatedAt = Made,
        UpdatedAt = Changed,
        Revision = 3,
        Kind = EndpointKind.External,
        Ready = true,
        ConfigUpdate = ConfigUpdateState.NotUpdating,
        Task = ServingTask.Chat,
        Tags = [new("team", "search"), new("bare", null)],
        Config = new()
        {
            Version = 1,
            StartedAt = Made,
            ServedEntities = [Gpt()],
            Routes = [new("gpt", 100)],
        },
    };

    public static EndpointDetails Deploying() => new()
    {
        Name = "minilm",
        Id = "fedcba9876543210fedcba9876543210",
        Creator = "owner@example.com",
        CreatedAt = Made,
        UpdatedAt = Made,
        Revision = 1,
        Kind = EndpointKind.Custom,
        Ready = false,
        ConfigUpdate = ConfigUpdateState.InProgress,
        Description = "über",
        PendingConfig = new()
        {
            Version = 1,
            StartedAt = Changed,
            ServedEntities = [Model()],
            Routes = [new("minilm-1", 100)],
        },
    };

    public static ServedEntity Gpt() => new()
    {
        Name = "gpt",
        Task = ServingTask.Chat,
        Creator = "owner@example.com",
        CreatedAt = Made,
        Deployment = DeploymentState.Ready,
        DeployedBy = 1,
        External = new()
        {
            Provider = "custom",
            Name = "gpt-4o",
            ConfigName = "custom_provider_config",
            Settings =
            [
                new("custom_provider_url", "https://example.com/v1"),
                new("api_key_auth.key", "x-key"),
                new("api_key_auth.value", "{{secrets/scope/key}}"),
                new("region", "eu"),
            ],
        },
    };

    public static ServedEntity Model() => new()
    {
        Name = "minilm-1",
        Task = ServingTask.Predict,
        Creator = "owner@example.com",
        CreatedAt = Made,
        Deployment = DeploymentState.Creating,
        DeploymentMessage = "loading",
        DeployedBy = 1,
        EntityName = "system.ai.minilm",
        EntityVersion = "1",
        WorkloadSize = "Small",
        WorkloadType = "CPU",
        MinProvisionedConcurrency = 4,
        MaxProvisionedConcurrency = 4,
        EnvironmentVars = [new("MODE", "fast")],
    };
}
