using System.Diagnostics;
using Andamento.Identity;
using Andamento.Serving;
using Andamento.Tests.Cluster.Clusters;
using static Andamento.Tests.Cluster.Clusters.Wishes;

namespace Andamento.Tests.Cluster;

/// <summary>Two front doors on two silos, and what they let in.</summary>
[Collection(SharedCluster.Name)]
public sealed class SignInTests(SharedCluster shared) : IAsyncLifetime
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(1);

    private readonly string _user = $"{Guid.NewGuid():N}@localhost";
    private TokenDoor[] _doors = [];

    private IIdentityGrain Identity => shared.Silos.Client.GetGrain<IIdentityGrain>(IIdentityGrain.Workspace);

    public async Task InitializeAsync() =>
        _doors = [await TokenDoor.OpenAsync(shared.Silos.Inside(0)), await TokenDoor.OpenAsync(shared.Silos.Inside(1))];

    public async Task DisposeAsync()
    {
        foreach (var door in _doors) await door.DisposeAsync();
    }

    [Fact]
    public async Task A_revoked_token_ends_at_every_door_within_a_second()
    {
        var token = await Identity.CreateTokenAsync(new() { User = _user }, CancellationToken.None);
        await LetInAsync(token.Value);

        await EndsAsync(token.Value, () => Identity.RevokeTokenAsync(_user, token.Info.TokenId, CancellationToken.None));
    }

    [Fact]
    public async Task Whoever_is_deactivated_is_out_at_every_door_and_old_tokens_do_not_come_back()
    {
        var user = await Identity.CreatePrincipalAsync(new() { Kind = PrincipalKind.User, Name = _user }, CancellationToken.None);
        var token = (await Identity.CreateTokenAsync(new() { User = _user }, CancellationToken.None)).Value;
        await LetInAsync(token);

        await EndsAsync(token, () => Identity.ChangePrincipalAsync(user.Id, new() { Active = false }, CancellationToken.None));
        Assert.Equal(
            FailureKind.PermissionDenied, await RefusalAsync(() => Identity.CreateTokenAsync(new() { User = _user }, CancellationToken.None)));
        await Identity.ChangePrincipalAsync(user.Id, new() { Active = true }, CancellationToken.None);

        Assert.Null(await Identity.AuthenticateAsync(token, CancellationToken.None));
    }

    [Fact]
    public async Task An_access_token_is_known_at_every_door_and_ends_with_its_secret()
    {
        var (id, application) = await ServicePrincipalAsync();
        var secret = await Identity.CreateSecretAsync(id, null, CancellationToken.None);
        var token = (await Identity.IssueAccessTokenAsync(application, secret.Value, CancellationToken.None))!;

        Assert.Equal(TimeSpan.FromHours(1), token.Lifetime);
        foreach (var door in _doors)
        {
            var caller = await door.EnterAsync(token.Value);
            Assert.Equal((id, application, true), (caller!.Id, caller.Name, caller.IsServicePrincipal));
        }

        await EndsAsync(token.Value, () => Identity.DeleteSecretAsync(id, secret.Info.Id, CancellationToken.None));
        Assert.Null(await Identity.IssueAccessTokenAsync(application, secret.Value, CancellationToken.None));
    }

    [Fact]
    public async Task An_access_token_ends_with_its_service_principal()
    {
        var (id, application) = await ServicePrincipalAsync();
        var secret = await Identity.CreateSecretAsync(id, null, CancellationToken.None);
        var token = (await Identity.IssueAccessTokenAsync(application, secret.Value, CancellationToken.None))!;
        await LetInAsync(token.Value);

        await EndsAsync(token.Value, () => Identity.DeletePrincipalAsync(id, CancellationToken.None));
    }

    [Fact]
    public async Task A_secret_opens_its_own_service_principal_and_only_so_often()
    {
        var (id, application) = await ServicePrincipalAsync();
        var (_, other) = await ServicePrincipalAsync();
        var secret = await Identity.CreateSecretAsync(id, TimeSpan.FromMinutes(1), CancellationToken.None);

        Assert.Null(await Identity.IssueAccessTokenAsync(other, secret.Value, CancellationToken.None));
        Assert.Null(await Identity.IssueAccessTokenAsync(application, "dose", CancellationToken.None));
        Assert.InRange((await Identity.IssueAccessTokenAsync(application, secret.Value, CancellationToken.None))!.Lifetime, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        for (var made = 1; made < 5; made++) await Identity.CreateSecretAsync(id, null, CancellationToken.None);
        Assert.Equal(FailureKind.QuotaExceeded, await RefusalAsync(() => Identity.CreateSecretAsync(id, null, CancellationToken.None)));
        Assert.Equal(5, (await Identity.ListSecretsAsync(id, CancellationToken.None)).Length);
    }

    [Fact]
    public async Task A_group_joined_far_away_is_in_the_callers_groups_at_every_door()
    {
        var user = await Identity.CreatePrincipalAsync(new() { Kind = PrincipalKind.User, Name = _user }, CancellationToken.None);
        var token = (await Identity.CreateTokenAsync(new() { User = _user }, CancellationToken.None)).Value;
        var inner = await Identity.CreateGroupAsync(new() { Name = $"inner {_user}", Members = [user.Id] }, CancellationToken.None);
        await LetInAsync(token);

        await Identity.CreateGroupAsync(new() { Name = $"outer {_user}", Members = [inner.Id] }, CancellationToken.None);

        foreach (var door in _doors)
            await door.UntilAsync(token, caller => caller!.Groups.Contains($"outer {_user}"), "the group around the caller's group");
    }

    private async Task<(string Id, string ApplicationId)> ServicePrincipalAsync()
    {
        var made = await Identity.CreatePrincipalAsync(new() { Kind = PrincipalKind.ServicePrincipal, DisplayName = "nightly" }, CancellationToken.None);
        return (made.Id, made.Name);
    }

    private async Task LetInAsync(string token)
    {
        foreach (var door in _doors) Assert.NotNull(await door.EnterAsync(token));
    }

    private async Task EndsAsync(string token, Func<Task> end)
    {
        await end();
        var ended = Stopwatch.StartNew();
        foreach (var door in _doors) await door.UntilAsync(token, caller => caller is null, "the token to end at a door");

        Assert.InRange(ended.Elapsed, TimeSpan.Zero, AtOnce);
    }
}
