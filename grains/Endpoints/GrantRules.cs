using System.Collections.Immutable;
using Andamento.Identity;
using Andamento.Serving;

namespace Andamento.Endpoints;

/// <summary>Which grants an endpoint has after a change (section 9). Pure.</summary>
internal static class GrantRules
{
    // Every front door holds them, and every query looks through them.
    private const int MaxGrants = 1000;

    /// <summary>The next grants. The creator's is implied, so none is kept for them.</summary>
    public static ImmutableArray<EndpointGrant> Next(ImmutableArray<EndpointGrant> current, ChangePermissions command, string creator)
    {
        var next = command.Replace ? [] : current.ToDictionary(grant => grant.Grantee);
        foreach (var grant in command.Grants) next[grant.Grantee] = grant;
        next.Remove(Grantee.Of(creator));
        if (next.Count > MaxGrants)
        {
            throw new ServingException(
                FailureKind.InvalidParameter, $"access_control_list: an endpoint has at most {MaxGrants} grants. Name groups.")
            {
                Param = "access_control_list",
            };
        }

        return [.. next.Values.OrderBy(grant => grant.Grantee.Kind).ThenBy(grant => grant.Grantee.Name, StringComparer.Ordinal)];
    }
}
