using System.Collections.Immutable;
using Andamento.Endpoints;
using Andamento.Silo.Storage;
using Andamento.Tests.Cluster.Clusters;
using Microsoft.Extensions.Logging.Abstractions;
using static Andamento.Tests.Cluster.Clusters.Wishes;

namespace Andamento.Tests.Cluster;

/// <summary>The directory with very many endpoints. Each test has a cluster of its own.</summary>
public sealed class ListingTests : IDisposable
{
    private const int Many = 10_000;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Ten_thousand_endpoints_are_listed_by_a_new_directory_that_wakes_none_of_them()
    {
        await WritePagesAsync(await SummaryAsync());
        await using var cluster = await SiloCluster.StartAsync(2, _folder.Path);
        await cluster.Directory.FindAsync("", CancellationToken.None); // reads the pages

        var listed = await cluster.Directory.ListAsync(CancellationToken.None);

        Assert.Equal(Many, listed.Length);
        Assert.Equal("e-77", await cluster.Directory.FindAsync("id-77", CancellationToken.None));
        Assert.Empty(await cluster.Directory.ListBusyAsync(CancellationToken.None));
        Assert.Equal(0, await AwakeAsync(cluster));
    }

    [Fact]
    public async Task Summaries_survive_the_silo_that_the_directory_lived_on()
    {
        await using var cluster = await SiloCluster.StartAsync(3, _folder.Path);
        await cluster.Directory.FindAsync("", CancellationToken.None);
        var address = await cluster.LocateAsync(cluster.Directory);
        var home = Enumerable.Range(0, cluster.Count).Single(silo => cluster.Address(silo).Equals(address));
        var created = await cluster.PlacedOnAsync((home + 1) % cluster.Count, () => cluster.Endpoint("kept").CreateAsync(External()));

        await cluster.KillAsync(home);
        var listed = await AgainAsync(() => cluster.Directory.ListAsync(CancellationToken.None));

        Assert.Equal((created.Id, created.Revision), (listed.Single().Id, listed.Single().Revision));
    }

    [Fact]
    public async Task A_change_of_one_endpoint_writes_one_page()
    {
        await using var cluster = await SiloCluster.StartAsync(1, _folder.Path);
        var summary = await SummaryAsync(cluster);
        await Task.WhenAll(Enumerable.Range(0, 500).Select(number => cluster.Directory.PutAsync(Numbered(summary, number), CancellationToken.None)));
        var before = Pages();

        await cluster.Directory.PutAsync(Numbered(summary, 7) with { Revision = 2, Description = "changed" }, CancellationToken.None);
        await cluster.Directory.PutAsync(Numbered(summary, 8) with { Revision = 0, Description = "older" }, CancellationToken.None);

        var after = Pages();
        Assert.Equal(before.Keys.Order(), after.Keys.Order());
        Assert.Single(after, page => before[page.Key] != page.Value);
    }

    [Fact]
    public async Task An_id_is_found_until_its_endpoint_is_removed_or_made_again()
    {
        await using var cluster = await SiloCluster.StartAsync(1, _folder.Path);
        var first = Numbered(await SummaryAsync(cluster), 1);
        await cluster.Directory.PutAsync(first, CancellationToken.None);
        await cluster.Directory.PutAsync(first with { Id = "other" }, CancellationToken.None);
        Assert.Null(await cluster.Directory.FindAsync(first.Id, CancellationToken.None));
        Assert.Equal(first.Name, await cluster.Directory.FindAsync("other", CancellationToken.None));

        await cluster.Directory.RemoveAsync(first.Name, CancellationToken.None);

        Assert.Null(await cluster.Directory.FindAsync("other", CancellationToken.None));
    }

    // As 10,000 creations would have left them, without 10,000 flushes of the disk.
    private async Task WritePagesAsync(EndpointDetails summary)
    {
        var storage = new FileGrainStorage(Path.Combine(_folder.Path, "state"), durable: false, NullLogger<FileGrainStorage>.Instance);
        foreach (var page in Enumerable.Range(0, Many).Select(number => Numbered(summary, number)).GroupBy(one => EndpointDirectoryPage.Of(one.Name)))
        {
            var state = new GrainState<EndpointDirectoryPage>(new()
            {
                Entries = page.ToImmutableSortedDictionary(one => one.Name, one => new DirectoryEntry(one, Certain: true), StringComparer.Ordinal),
            });
            var (name, id) = ($"endpoint-directory-{page.Key:x2}", GrainId.Create("directory", IEndpointDirectoryGrain.Workspace));
            var known = new GrainState<EndpointDirectoryPage>();
            await storage.ReadStateAsync(name, id, known);
            state.ETag = known.ETag;
            await storage.WriteStateAsync(name, id, state);
        }
    }

    private Dictionary<string, string> Pages() => Directory
        .EnumerateDirectories(Path.Combine(_folder.Path, "state"), "endpoint-directory-*")
        .SelectMany(Directory.EnumerateFiles).ToDictionary(file => file, File.ReadAllText);

    private async Task<EndpointDetails> SummaryAsync()
    {
        await using var cluster = await SiloCluster.StartAsync(1, _folder.Path);
        return await SummaryAsync(cluster);
    }

    private static async Task<EndpointDetails> SummaryAsync(SiloCluster cluster)
    {
        var created = await cluster.Endpoint("model").CreateAsync(External());
        await cluster.Endpoint("model").DeleteAsync(CancellationToken.None);
        return created;
    }

    private static EndpointDetails Numbered(EndpointDetails summary, int number) => summary with { Name = $"e-{number}", Id = $"id-{number}" };

    private static async Task<int> AwakeAsync(SiloCluster cluster) =>
        (await cluster.Client.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics())
        .Count(grain => grain.GrainType.Contains(nameof(EndpointGrain), StringComparison.Ordinal));
}
