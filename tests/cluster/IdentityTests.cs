using Andamento.Identity;
using Andamento.Secrets;
using Andamento.Serving;
using Andamento.Tests.Cluster.Clusters;
using Andamento.Tests.TestKit;
using static Andamento.Tests.Cluster.Clusters.Wishes;

namespace Andamento.Tests.Cluster;

[Collection(SharedCluster.Name)]
public sealed class IdentityTests(SharedCluster shared)
{
    private IIdentityGrain Identity => shared.Silos.Client.GetGrain<IIdentityGrain>(IIdentityGrain.Workspace);

    [Fact]
    public async Task A_token_names_its_owner_until_it_is_revoked()
    {
        var user = $"{Guid.NewGuid():N}@localhost";
        var created = await Identity.CreateTokenAsync(new() { User = user, Comment = "mine" }, CancellationToken.None);

        var found = await Identity.AuthenticateAsync(created.Value, CancellationToken.None);
        Assert.Equal((user, false, null), (found!.Principal.Name, found.Principal.IsAdministrator, found.ExpiresAt));
        Assert.Equal(created.Info, Assert.Single(await Identity.ListTokensAsync(user, CancellationToken.None)));

        Assert.False(await Identity.RevokeTokenAsync("other@localhost", created.Info.TokenId, CancellationToken.None));
        Assert.True(await Identity.RevokeTokenAsync(user, created.Info.TokenId, CancellationToken.None));
        Assert.Null(await Identity.AuthenticateAsync(created.Value, CancellationToken.None));
    }

    [Fact]
    public async Task The_first_administrator_is_made_once()
    {
        var first = await Identity.EnsureAdministratorAsync(CancellationToken.None)
            ?? (await Identity.CreateTokenAsync(new() { User = "admin@localhost", Administrator = true }, CancellationToken.None)).Value;

        Assert.Null(await Identity.EnsureAdministratorAsync(CancellationToken.None));
        Assert.True((await Identity.AuthenticateAsync(first, CancellationToken.None))!.Principal.IsAdministrator);
    }

    [Fact]
    public async Task A_watcher_hears_of_a_new_token()
    {
        await using var watch = Identity.WatchAsync(CancellationToken.None).GetAsyncEnumerator();
        Assert.True(await watch.MoveNextAsync());
        var before = watch.Current;

        await Identity.CreateTokenAsync(new() { User = "watched@localhost" }, CancellationToken.None);
        while (await watch.MoveNextAsync().AsTask().ForAsync("a revision") && watch.Current == before)
        {
        }

        Assert.True(watch.Current > before);
    }

    [Fact]
    public async Task A_scope_holds_secrets_and_tells_their_keys()
    {
        var name = $"s{Guid.NewGuid():N}";
        var scope = shared.Silos.Client.GetGrain<ISecretScopeGrain>(name);
        Assert.Equal(FailureKind.ResourceNotFound, await RefusalAsync(() => scope.PutAsync("k", "v"u8.ToArray(), CancellationToken.None)));
        await scope.CreateAsync("me", "me", CancellationToken.None);
        Assert.Equal(FailureKind.AlreadyExistsInRegistry, await RefusalAsync(() => scope.CreateAsync("me", "me", CancellationToken.None)));

        await scope.PutAsync("k", "v"u8.ToArray(), CancellationToken.None);

        Assert.Equal("v", await scope.RevealAsync("k", CancellationToken.None));
        Assert.Null(await scope.RevealAsync("other", CancellationToken.None));
        Assert.Equal(["k"], (await scope.DescribeAsync(CancellationToken.None))!.Secrets.Select(secret => secret.Key));
        Assert.Equal(FailureKind.InvalidParameter, await RefusalAsync(() => scope.PutAsync("bad key", "v"u8.ToArray(), CancellationToken.None)));
        Assert.Equal(FailureKind.InvalidParameter, await RefusalAsync(() => scope.PutAsync("k", new byte[(128 << 10) + 1], CancellationToken.None)));

        await scope.DeleteSecretAsync("k", CancellationToken.None);
        Assert.Null(await scope.RevealAsync("k", CancellationToken.None));
        await scope.DeleteAsync(CancellationToken.None);
        Assert.Null(await scope.DescribeAsync(CancellationToken.None));
    }
}
