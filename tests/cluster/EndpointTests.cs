using Andamento.Endpoints;
using Andamento.RateLimits;
using Andamento.Serving;
using Andamento.Tests.Cluster.Clusters;
using Andamento.Tests.TestKit;
using static Andamento.Tests.Cluster.Clusters.Wishes;

namespace Andamento.Tests.Cluster;

[Collection(SharedCluster.Name)]
public sealed class EndpointTests(SharedCluster shared)
{
    private readonly string _name = NewName();

    private IEndpointGrain Endpoint => shared.Silos.Endpoint(_name);

    [Fact]
    public async Task An_external_endpoint_is_ready_when_the_call_that_made_it_returns()
    {
        var created = await Endpoint.CreateAsync(External());

        Assert.Equal((true, ConfigUpdateState.NotUpdating, EndpointKind.External), (created.Ready, created.ConfigUpdate, created.Kind));
        Assert.Matches("^[0-9a-f]{32}$", created.Id);
        Assert.Equal(new("chat", 100), Assert.Single(created.Config!.Routes));
        Assert.Equal((1, DeploymentState.Ready), (created.Config.Version, created.Config.ServedEntities[0].Deployment));
        Assert.DoesNotContain("sk-test", created.Config.ServedEntities[0].External!.Settings.Select(setting => setting.Value));
    }

    [Fact]
    public async Task An_endpoint_without_a_config_exists_and_serves_nothing()
    {
        var created = await Endpoint.CreateAsync(new() { Caller = Me }, CancellationToken.None);
        var snapshot = await Endpoint.GetSnapshotAsync(CancellationToken.None);

        Assert.Equal((false, null), (created.Ready, created.Config));
        Assert.Equal($"Endpoint '{_name}' is not ready: it has no config.", snapshot!.NotServing);
    }

    [Fact]
    public async Task A_name_is_given_once()
    {
        await Endpoint.CreateAsync(External());

        Assert.Equal(FailureKind.AlreadyExists, await RefusalAsync(() => Endpoint.CreateAsync(External())));
    }

    [Fact]
    public async Task What_does_not_exist_is_nothing_to_read_and_an_error_to_change()
    {
        Assert.Null(await Endpoint.GetAsync(CancellationToken.None));
        Assert.Null(await Endpoint.GetSnapshotAsync(CancellationToken.None));
        await foreach (var snapshot in Endpoint.WatchAsync(CancellationToken.None)) Assert.Fail($"Saw {snapshot}.");
        Assert.Equal(FailureKind.ResourceNotFound, await RefusalAsync(() => Endpoint.UpdateAsync(External())));
        Assert.Equal(FailureKind.ResourceNotFound, await RefusalAsync(() => Endpoint.DeleteAsync(CancellationToken.None)));
    }

    [Fact]
    public async Task A_deleted_name_comes_back_as_another_endpoint()
    {
        var first = await Endpoint.CreateAsync(External());
        await Endpoint.DeleteAsync(CancellationToken.None);
        Assert.Null(await Endpoint.GetAsync(CancellationToken.None));

        var second = await Endpoint.CreateAsync(External());

        Assert.NotEqual(first.Id, second.Id);
        Assert.Null(await Endpoint.GetEntityAsync(first.Id, 1, "chat", CancellationToken.None));
        Assert.NotNull(await Endpoint.GetEntityAsync(second.Id, 1, "chat", CancellationToken.None));
    }

    [Fact]
    public async Task Nothing_of_a_deleted_endpoint_stays_on_the_disk()
    {
        await Endpoint.CreateAsync(External());
        var file = Path.Combine(shared.Silos.Folder, "state", "endpoint", $"{_name}.json");
        Assert.True(File.Exists(file));

        await Endpoint.DeleteAsync(CancellationToken.None);

        // The file goes once the table of served entities knows of the deletion.
        using var patience = new CancellationTokenSource(Patience.Limit);
        while (File.Exists(file)) await Task.Delay(10, patience.Token); // a file gives no signal
    }

    [Fact]
    public async Task Routes_change_alone_and_entities_stay_as_they_are_deployed()
    {
        await Endpoint.CreateAsync(
            new() { Caller = Me, Config = new() { ServedEntities = [External("a"), External("b")], Routes = [new("a", 90), new("b", 10)] } },
            CancellationToken.None);

        var updated = await Endpoint.UpdateAsync(new EndpointConfigInput { Routes = [new("a", 0), new("b", 100)] });

        Assert.Equal(2, updated.Config!.Version);
        Assert.Equal([("a", 0), ("b", 100)], updated.Config.Routes.Select(route => (route.EntityName, route.Percentage)));
        Assert.Equal([1, 1], updated.Config.ServedEntities.Select(entity => entity.DeployedBy));
    }

    [Fact]
    public async Task An_empty_update_clears_the_config()
    {
        await Endpoint.CreateAsync(External());

        var cleared = await Endpoint.UpdateAsync(new EndpointConfigInput());

        Assert.Equal((false, null, ConfigUpdateState.NotUpdating), (cleared.Ready, cleared.Config, cleared.ConfigUpdate));
    }

    [Fact]
    public async Task Rate_limits_reach_watchers_at_once_and_leave_the_config_alone()
    {
        await Endpoint.CreateAsync(External());
        await using var watch = Endpoint.WatchAsync(CancellationToken.None).GetAsyncEnumerator();
        Assert.True(await watch.MoveNextAsync());
        Assert.Empty(watch.Current.RateLimits);
        var next = watch.MoveNextAsync().AsTask();

        var started = TimeProvider.System.GetTimestamp();
        await Endpoint.SetRateLimitsAsync([new(RateLimitKey.User, 10)], Me.Name, CancellationToken.None);
        while (await next.ForAsync("a snapshot") && watch.Current.RateLimits.IsEmpty) next = watch.MoveNextAsync().AsTask();

        Assert.Equal(new(RateLimitKey.User, 10), Assert.Single(watch.Current.RateLimits));
        Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(1));
        Assert.Equal(1, (await Endpoint.GetAsync(CancellationToken.None))!.Config!.Version);
    }

    [Fact]
    public async Task A_watcher_of_an_endpoint_that_rests_hears_from_it_and_of_its_end()
    {
        await Endpoint.CreateAsync(External());
        await using var watch = Endpoint.WatchAsync(CancellationToken.None).GetAsyncEnumerator();
        Assert.True(await watch.MoveNextAsync());
        var first = watch.Current;

        Assert.True(await watch.MoveNextAsync().AsTask().ForAsync("a heartbeat"));
        Assert.Equal(first.Revision, watch.Current.Revision);

        await Endpoint.DeleteAsync(CancellationToken.None);
        while (await watch.MoveNextAsync().AsTask().ForAsync("the end of the watch"))
        {
        }
    }

    [Fact]
    public async Task The_directory_lists_the_newest_first_and_no_deleted_one()
    {
        var (older, newer, gone) = (NewName(), NewName(), NewName());
        foreach (var name in new[] { older, gone, newer }) await shared.Silos.Endpoint(name).CreateAsync(External());
        await shared.Silos.Endpoint(gone).DeleteAsync(CancellationToken.None);

        var listed = await shared.Silos.Directory.ListAsync(CancellationToken.None);

        Assert.Equal(
            [newer, older],
            listed.Select(endpoint => endpoint.Name).Where(name => name == older || name == newer || name == gone));
    }

    [Fact]
    public async Task An_announced_endpoint_that_was_never_written_is_not_listed()
    {
        await shared.Silos.Directory.AnnounceAsync(_name, CancellationToken.None);

        Assert.DoesNotContain(await shared.Silos.Directory.ListAsync(CancellationToken.None), endpoint => endpoint.Name == _name);
    }

    [Fact]
    public async Task A_secret_or_model_that_is_not_there_is_named()
    {
        var refused = await Assert.ThrowsAsync<ServingException>(
            () => Endpoint.CreateAsync(External(secret: "openai_api_key", value: "{{secrets/nowhere/key}}")));

        Assert.Equal(
            (FailureKind.InvalidParameter, "config.served_entities[0].external_model.openai_config.openai_api_key: 'nowhere' is no secret scope that you may read."),
            (refused.Kind, refused.Message));
        Assert.Equal(FailureKind.ResourceNotFound, await RefusalAsync(() => Endpoint.CreateAsync(Model("m", "main.default.nothing"))));
        Assert.Null(await Endpoint.GetAsync(CancellationToken.None));
    }
}
