using System.Collections.Immutable;
using Andamento.Serving;

namespace Andamento.Identity;

/// <summary>Changes of groups, from one record to the next. Pure.</summary>
internal static class GroupRules
{
    /// <summary>Makes a group.</summary>
    public static IdentityRecord Create(IdentityRecord record, NewGroup wish, string id)
    {
        IdentityRules.CheckName("displayName", wish.Name);
        IdentityRules.CheckText("externalId", wish.ExternalId);
        IdentityRules.CheckFree(record, "displayName", wish.Name);
        var made = new StoredGroup { Id = id, Name = wish.Name, ExternalId = wish.ExternalId };
        return Add(record.With(made), made, wish.Members);
    }

    /// <summary>Changes the members of a group.</summary>
    public static IdentityRecord Change(IdentityRecord record, string id, ImmutableArray<GroupChange> changes)
    {
        var group = Existing(record, id);
        if (group.Name is BuiltInGroups.Users && !changes.IsEmpty)
            throw IdentityRules.Fixed("members", $"everybody is in '{BuiltInGroups.Users}'; that cannot be changed.");

        return IdentityRules.KeepAdministrator(record, changes.Aggregate(record, (next, change) => change.Kind switch
        {
            GroupChangeKind.Add => Add(next, group, change.Members),
            GroupChangeKind.Remove => Remove(next, group, [.. change.Members]),
            _ => Add(Remove(next, group, [.. MembersOf(next, group).Select(member => member.Id).Except(change.Members)]), group, change.Members),
        }));
    }

    /// <summary>Deletes a group.</summary>
    public static IdentityRecord Delete(IdentityRecord record, string id)
    {
        var group = Existing(record, id);
        if (IdentityRecord.BuiltIn.Contains(group)) throw IdentityRules.Fixed("id", $"the group '{group.Name}' is built in and stays.");

        var next = Remove(record, group, [.. MembersOf(record, group).Select(member => member.Id)]);
        return IdentityRules.KeepAdministrator(record, next with { Groups = next.Groups.Remove(group.Name) });
    }

    /// <summary>The direct members of a group, by name.</summary>
    public static IEnumerable<GroupMember> MembersOf(IdentityRecord record, StoredGroup group)
    {
        var people = record.Users.Values
            .Where(principal => group.Name is BuiltInGroups.Users || principal.Groups.Contains(group.Name))
            .Select(principal => new GroupMember(
                principal.Id, principal.IsServicePrincipal ? PrincipalKind.ServicePrincipal : PrincipalKind.User,
                principal.DisplayName ?? principal.Name));
        var groups = record.Groups.Values.Where(inner => inner.Groups.Contains(group.Name))
            .Select(inner => new GroupMember(inner.Id, PrincipalKind.Group, inner.Name));
        return people.Concat(groups).OrderBy(member => member.DisplayName, StringComparer.Ordinal);
    }

    /// <summary>A group, by id.</summary>
    /// <exception cref="ServingException"><see cref="FailureKind.ResourceNotFound"/>.</exception>
    public static StoredGroup Existing(IdentityRecord record, string id) => record.FindGroup(id)
        ?? throw new ServingException(FailureKind.ResourceNotFound, $"There is no group with the id '{id}'.");

    private static IdentityRecord Add(IdentityRecord record, StoredGroup group, ImmutableArray<string> members)
    {
        var people = record.Users.Values.ToDictionary(principal => principal.Id, principal => principal.Name, StringComparer.Ordinal);
        var (users, groups) = (record.Users.ToBuilder(), record.Groups.ToBuilder());
        foreach (var id in members)
        {
            if (people.TryGetValue(id, out var name)) users[name] = users[name] with { Groups = With(users[name].Groups, group) };
            else if (record.FindGroup(id) is { } inner) groups[inner.Name] = Nested(record, inner, group);
            else throw new ServingException(FailureKind.ResourceNotFound, $"members: there is nobody with the id '{id}'.") { Param = "members" };
        }

        return record with { Users = users.ToImmutable(), Groups = groups.ToImmutable() };
    }

    private static StoredGroup Nested(IdentityRecord record, StoredGroup inner, StoredGroup group)
    {
        if (IdentityRecord.BuiltIn.Contains(inner))
            throw IdentityRules.Invalid("members", $"the group '{inner.Name}' is built in and can be in no other group.");
        if (inner.Name == group.Name || Memberships.Above(record, group.Groups).Contains(inner.Name))
            throw IdentityRules.Invalid("members", $"'{inner.Name}' cannot be in '{group.Name}': that would be a circle of groups.");

        return inner with { Groups = With(inner.Groups, group) };
    }

    private static IdentityRecord Remove(IdentityRecord record, StoredGroup group, HashSet<string> members)
    {
        var (users, groups) = (record.Users.ToBuilder(), record.Groups.ToBuilder());
        foreach (var principal in record.Users.Values.Where(principal => members.Contains(principal.Id)))
            users[principal.Name] = principal with { Groups = principal.Groups.Remove(group.Name) };
        foreach (var inner in record.Groups.Values.Where(inner => members.Contains(inner.Id)))
            groups[inner.Name] = inner with { Groups = inner.Groups.Remove(group.Name) };

        return record with { Users = users.ToImmutable(), Groups = groups.ToImmutable() };
    }

    private static ImmutableArray<string> With(ImmutableArray<string> groups, StoredGroup group) =>
        groups.Contains(group.Name) ? groups : groups.Add(group.Name);
}
