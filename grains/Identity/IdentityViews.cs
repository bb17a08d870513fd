using System.Collections.Immutable;

namespace Andamento.Identity;

/// <summary>What others see of the record. Pure.</summary>
internal static class IdentityViews
{
    /// <summary>Who calls, for front doors.</summary>
    public static Principal Caller(IdentityRecord record, StoredPrincipal principal) => new()
    {
        Id = principal.Id,
        Name = principal.Name,
        Groups = Memberships.Of(record, principal),
        IsServicePrincipal = principal.IsServicePrincipal,
    };

    /// <summary>A user or a service principal.</summary>
    public static PrincipalDetails Details(IdentityRecord record, StoredPrincipal principal) => new()
    {
        Id = principal.Id,
        Kind = principal.IsServicePrincipal ? PrincipalKind.ServicePrincipal : PrincipalKind.User,
        Name = principal.Name,
        DisplayName = principal.DisplayName ?? principal.Name,
        ExternalId = principal.ExternalId,
        Active = principal.Active,
        Groups = Groups(record, Memberships.Of(record, principal), principal.Groups),
    };

    /// <summary>A group.</summary>
    public static GroupDetails Details(IdentityRecord record, StoredGroup group) => new()
    {
        Id = group.Id,
        Name = group.Name,
        ExternalId = group.ExternalId,
        Members = [.. GroupRules.MembersOf(record, group)],
        Groups = Groups(record, Memberships.Above(record, group.Groups), group.Groups),
    };

    /// <summary>How a grantee is called for people to read; null when there is none.</summary>
    public static string? DisplayName(IdentityRecord record, Grantee grantee) => grantee.Kind is PrincipalKind.Group
        ? record.AllGroups.FirstOrDefault(group => group.Name == grantee.Name)?.Name
        : record.Users.TryGetValue(grantee.Name, out var principal) && Grantee.Of(principal.Name).Kind == grantee.Kind
            ? principal.DisplayName ?? principal.Name
            : null;

    // Everybody is in users at first hand.
    private static ImmutableArray<GroupMembership> Groups(
        IdentityRecord record, ImmutableArray<string> all, ImmutableArray<string> direct) =>
        [.. record.AllGroups.Where(group => all.Contains(group.Name))
            .OrderBy(group => group.Name, StringComparer.Ordinal)
            .Select(group => new GroupMembership(
                group.Id, group.Name, group.Name is BuiltInGroups.Users || direct.Contains(group.Name)))];
}
