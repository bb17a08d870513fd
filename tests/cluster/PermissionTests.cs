using System.Diagnostics;
using Andamento.Endpoints;
using Andamento.Identity;
using Andamento.Secrets;
using Andamento.Serving;
using Andamento.Tests.Cluster.Clusters;
using Andamento.Tests.TestKit;
using static Andamento.Tests.Cluster.Clusters.Wishes;

namespace Andamento.Tests.Cluster;

[Collection(SharedCluster.Name)]
public sealed class PermissionTests(SharedCluster shared)
{
    private static readonly EndpointGrant Friend = new(new(PrincipalKind.User, "friend@localhost"), PermissionLevel.CanQuery);

    private readonly string _name = NewName();

    [Fact]
    public async Task A_grant_reaches_front_doors_on_every_silo_within_a_second_and_stays_in_the_summary()
    {
        var created = await shared.Silos.Endpoint(_name).CreateAsync(External());
        var watching = Enumerable.Range(0, shared.Silos.Count).Select(silo => shared.Silos.Inside(silo).GetGrain<IEndpointGrain>(_name)
            .SeeAsync(seen => seen.Grants.Contains(Friend), $"the grant, on silo {silo}")).ToArray();

        var changed = await ChangeAsync(created.Id, replace: false, Friend);
        var since = Stopwatch.StartNew();
        await Task.WhenAll(watching).ForAsync("the grant on every silo");

        Assert.InRange(since.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.Equal((1, created.Revision + 1), (changed.Config!.Version, changed.Revision));
        Assert.Equal(_name, await shared.Silos.Directory.FindAsync(created.Id, CancellationToken.None));
        var summary = (await shared.Silos.Directory.ListAsync(CancellationToken.None)).Single(endpoint => endpoint.Name == _name);
        Assert.Equal<EndpointGrant>([Friend], summary.Grants);
        await ChangeAsync(created.Id, replace: true);
        Assert.Empty((await shared.Silos.Endpoint(_name).GetSnapshotAsync(CancellationToken.None))!.Grants);
    }

    [Fact]
    public async Task A_grant_for_an_endpoint_that_was_made_again_is_refused()
    {
        var first = await shared.Silos.Endpoint(_name).CreateAsync(External());
        await ChangeAsync(first.Id, replace: false, Friend);
        await shared.Silos.Endpoint(_name).DeleteAsync(CancellationToken.None);
        var second = await shared.Silos.Endpoint(_name).CreateAsync(External());

        Assert.Equal(FailureKind.ResourceNotFound, await RefusalAsync(() => ChangeAsync(first.Id, replace: false, Friend)));
        Assert.Null(await shared.Silos.Directory.FindAsync(first.Id, CancellationToken.None));
        Assert.Empty(second.Grants);
    }

    [Fact]
    public async Task A_config_uses_only_secrets_that_its_writer_may_read_and_tells_nobody_of_others()
    {
        var scope = $"s{Guid.NewGuid():N}";
        var secrets = shared.Silos.Client.GetGrain<ISecretScopeGrain>(scope);
        await secrets.CreateAsync("other@localhost", "other@localhost", CancellationToken.None);
        await secrets.PutAsync("k", "v"u8.ToArray(), CancellationToken.None);
        var entity = External(secret: "openai_api_key", value: $"{{{{secrets/{scope}/k}}}}");
        var missing = External(secret: "openai_api_key", value: "{{secrets/missing/k}}");

        var refused = await Assert.ThrowsAsync<ServingException>(() => shared.Silos.Endpoint(_name).CreateAsync(entity));
        var unknown = await Assert.ThrowsAsync<ServingException>(() => shared.Silos.Endpoint(_name).CreateAsync(missing));
        Assert.Equal(FailureKind.InvalidParameter, refused.Kind);
        Assert.Equal(unknown.Message.Replace("missing", scope, StringComparison.Ordinal), refused.Message);

        await secrets.PutAclAsync(new("users", SecretPermission.Read), CancellationToken.None);
        var caller = Me with { Groups = ["users"] };
        var command = new CreateEndpoint { Caller = caller, Config = new() { ServedEntities = [entity] } };
        Assert.True((await shared.Silos.Endpoint(_name).CreateAsync(command, CancellationToken.None)).Ready);

        await secrets.DeleteAclAsync("users", CancellationToken.None);
        var update = new UpdateEndpointConfig { Caller = caller, Config = new() { ServedEntities = [entity] } };
        Assert.Equal(
            FailureKind.InvalidParameter,
            await RefusalAsync(() => shared.Silos.Endpoint(_name).UpdateConfigAsync(update, CancellationToken.None)));
    }

    [Fact]
    public async Task A_value_comes_back_as_it_was_put_though_it_is_no_text()
    {
        var scope = shared.Silos.Client.GetGrain<ISecretScopeGrain>($"s{Guid.NewGuid():N}");
        await scope.CreateAsync("me@localhost", "users", CancellationToken.None);
        await scope.PutAsync("k", new byte[] { 0, 255, 128 }, CancellationToken.None);

        Assert.Equal([0, 255, 128], (await scope.ReadAsync("k", CancellationToken.None))!.Bytes.ToArray());
        Assert.Null(await scope.ReadAsync("other", CancellationToken.None));
        Assert.Equal(FailureKind.ResourceNotFound, await RefusalAsync(() => scope.DeleteAclAsync("nobody", CancellationToken.None)));
        var described = (await scope.DescribeAsync(CancellationToken.None))!;
        Assert.Equal(SecretPermission.Manage, described.PermissionOf(Me with { Groups = ["users"] }));
        Assert.Equal(SecretPermission.None, described.PermissionOf(Me));
    }

    private Task<EndpointDetails> ChangeAsync(string id, bool replace, params EndpointGrant[] grants) => shared.Silos.Endpoint(_name)
        .ChangePermissionsAsync(new() { EndpointId = id, Grants = [.. grants], Replace = replace, Caller = Me.Name }, CancellationToken.None);
}
