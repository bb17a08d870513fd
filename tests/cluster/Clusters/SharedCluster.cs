using System.Diagnostics;
using Andamento.Tests.TestKit;

namespace Andamento.Tests.Cluster.Clusters;

/// <summary>Three silos that tests share; each test makes its own names.</summary>
#pragma warning disable CA1001 // DisposeAsync disposes; xunit calls it
public sealed class SharedCluster : IAsyncLifetime
#pragma warning restore CA1001
{
    public const string Name = "three silos";

    private readonly TemporaryFolder _folder = new();

    internal SiloCluster Silos { get; private set; } = null!;

    public async Task InitializeAsync() => Silos = await SiloCluster.StartAsync(3, _folder.Path);

    public async Task DisposeAsync()
    {
        await Silos.DisposeAsync();
        _folder.Dispose();
    }
}

[CollectionDefinition(SharedCluster.Name)]
public sealed class SharedClusterCollection : ICollectionFixture<SharedCluster>;

/// <summary>A folder of one test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("andamento-test-").FullName;

    // A write that was under way when its silo ended may still end.
    public void Dispose()
    {
        for (var started = Stopwatch.GetTimestamp(); ;)
        {
            try
            {
                Directory.Delete(Path, recursive: true);
                return;
            }
            catch (IOException) when (Stopwatch.GetElapsedTime(started) < Patience.Limit)
            {
                Thread.Yield();
            }
        }
    }
}
