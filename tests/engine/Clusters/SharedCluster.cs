namespace Andamento.Tests.Engine.Clusters;

/// <summary>Three silos for all tests that kill none.</summary>
public sealed class SharedCluster() : Cluster(3), IAsyncLifetime
{
    public const string Name = "shared cluster";

    public Task InitializeAsync() => DeployAsync();

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();
}

[CollectionDefinition(SharedCluster.Name)]
public sealed class SharedClusterTests : ICollectionFixture<SharedCluster>;
