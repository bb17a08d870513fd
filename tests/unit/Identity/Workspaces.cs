using System.Collections.Immutable;
using Andamento.Identity;

namespace Andamento.Tests.Unit.Identity;

/// <summary>Records of identities to change. Ids are names, so that tests can be read.</summary>
internal static class Workspaces
{
    public static IdentityRecord Of(params (string Name, ImmutableArray<string> Groups)[] users) => new()
    {
        Users = users.ToImmutableDictionary(
            user => user.Name, user => new StoredPrincipal { Id = user.Name, Name = user.Name, Groups = user.Groups }),
    };

    public static IdentityRecord With(this IdentityRecord record, string group, params ImmutableArray<string> members) =>
        GroupRules.Create(record, new() { Name = group, Members = members }, id: group);

    public static StoredToken Token(string user, DateTimeOffset? expiresAt = null) => new(
        new() { TokenId = Guid.NewGuid().ToString("N"), Comment = "", CreatedAt = DateTimeOffset.UnixEpoch, ExpiresAt = expiresAt },
        user, Guid.NewGuid().ToString("N"));

    public static IEnumerable<string> GroupsOf(this IdentityRecord record, string user) => Memberships.Of(record, record.Users[user]);
}
