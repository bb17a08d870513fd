using System.Collections.Immutable;

namespace Andamento.Identity;

/// <summary>Who is in which group, through other groups too. Pure.</summary>
internal static class Memberships
{
    /// <summary>All groups of a user or service principal, sorted.</summary>
    public static ImmutableArray<string> Of(IdentityRecord record, StoredPrincipal principal) =>
        Above(record, principal.Groups.Contains(BuiltInGroups.Users) ? principal.Groups : principal.Groups.Add(BuiltInGroups.Users));

    /// <summary>The groups named and all that they are in, sorted.</summary>
    public static ImmutableArray<string> Above(IdentityRecord record, ImmutableArray<string> direct)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(direct);
        while (open.TryPop(out var name))
        {
            if (!found.Add(name) || !record.Groups.TryGetValue(name, out var group)) continue;
            foreach (var outer in group.Groups) open.Push(outer);
        }

        return [.. found];
    }
}
