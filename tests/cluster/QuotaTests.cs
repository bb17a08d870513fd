using Andamento.Endpoints;
using Andamento.Serving;
using Andamento.Tests.Cluster.Clusters;
using static Andamento.Tests.Cluster.Clusters.Wishes;

namespace Andamento.Tests.Cluster;

/// <summary>What a workspace may have. Each test has a cluster of its own.</summary>
public sealed class QuotaTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ScriptedModels _models = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task One_endpoint_too_many_is_refused_and_leaves_nothing_behind()
    {
        await using var cluster = await SiloCluster.StartAsync(2, _folder.Path, _models, endpoints: options => options.MaxEndpoints = 2);
        await cluster.Endpoint("a").CreateAsync(External());
        await cluster.Endpoint("b").CreateAsync(External());

        Assert.Equal(FailureKind.ResourceLimitExceeded, await RefusalAsync(() => cluster.Endpoint("c").CreateAsync(External())));
        Assert.Null(await cluster.Endpoint("c").GetAsync(CancellationToken.None));
        await cluster.Endpoint("b").UpdateAsync(External("other")); // what is there may change
        await cluster.Endpoint("a").DeleteAsync(CancellationToken.None);
        Assert.True((await cluster.Endpoint("c").CreateAsync(External())).Ready);
    }

    [Fact]
    public async Task Of_many_at_once_only_as_many_get_in_as_there_is_room()
    {
        await using var cluster = await SiloCluster.StartAsync(3, _folder.Path, _models, endpoints: options => options.MaxEndpoints = 4);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 12).Select(async number =>
        {
            try
            {
                return (await cluster.Endpoint($"e{number}").CreateAsync(External())).Ready;
            }
            catch (ServingException refused) when (refused.Kind is FailureKind.ResourceLimitExceeded)
            {
                return false;
            }
        }));

        Assert.Equal(4, outcomes.Count(made => made));
    }

    [Fact]
    public async Task Concurrency_of_a_stopped_endpoint_is_free_for_others()
    {
        _models.Add("main.default.m").Open();
        await using var cluster = await SiloCluster.StartAsync(1, _folder.Path, _models, endpoints: options => options.MaxModelConcurrency = 4);
        await cluster.Endpoint("a").CreateAsync(Model("m", "main.default.m"));
        await cluster.Endpoint("a").SeeAsync(seen => seen.NotServing is null, "the config to serve");
        Assert.Equal(FailureKind.ResourceLimitExceeded, await RefusalAsync(() => cluster.Endpoint("b").CreateAsync(Model("m", "main.default.m"))));

        await cluster.Endpoint("a").StopAsync(Me.Name, CancellationToken.None);
        await cluster.Endpoint("b").CreateAsync(Model("m", "main.default.m"));

        Assert.Equal(FailureKind.ResourceLimitExceeded, await RefusalAsync(() => cluster.Endpoint("a").StartAsync(Me, CancellationToken.None)));
    }

    [Fact]
    public async Task Too_many_changes_of_late_are_refused_with_the_time_to_wait()
    {
        await using var cluster = await SiloCluster.StartAsync(2, _folder.Path, _models, endpoints: options => options.MaxChanges = 2);
        await cluster.Endpoint("a").CreateAsync(External());
        await cluster.Endpoint("a").UpdateAsync(External("other"));

        var refused = await Assert.ThrowsAsync<ServingException>(() => cluster.Endpoint("b").CreateAsync(External()));

        Assert.Equal(FailureKind.LimitReached, refused.Kind);
        Assert.InRange(refused.RetryAfter!.Value, TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5));
        await cluster.Endpoint("a").SetRateLimitsAsync([], Me.Name, CancellationToken.None); // no config, no deployment: not counted
    }
}
