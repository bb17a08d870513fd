using System.Collections.Immutable;
using System.Text.Json;
using Andamento.Api.Auth;
using Andamento.Api.Control.Reading;
using Andamento.Endpoints;
using Andamento.Identity;

namespace Andamento.Api.Permissions;

/// <summary>A grant as sent.</summary>
/// <param name="Grant">The grant.</param>
/// <param name="Path">Where its grantee stands in the body.</param>
internal sealed record SentGrant(EndpointGrant Grant, string Path);

/// <summary>Reads what P2 and P3 send (section 9).</summary>
internal static class PermissionBody
{
    private static readonly (string Member, PrincipalKind Kind)[] Grantees =
    [
        ("user_name", PrincipalKind.User), ("group_name", PrincipalKind.Group), ("service_principal_name", PrincipalKind.ServicePrincipal),
    ];

    private static readonly ImmutableArray<PermissionLevel> Levels = PermissionJson.Levels;

    /// <summary>Reads the list; a body without one means: nobody.</summary>
    public static ImmutableArray<SentGrant> Read(JsonField body)
    {
        var sent = (body.List("access_control_list") ?? []).ConvertAll(ReadGrant);
        var twice = sent.GroupBy(one => one.Grant.Grantee).FirstOrDefault(same => same.Count() > 1)?.Last();
        return twice is null
            ? [.. sent]
            : throw new JsonField(default, twice.Path).Wrong($"'{twice.Grant.Grantee.Name}' is named twice.");
    }

    private static SentGrant ReadGrant(JsonField entry)
    {
        if (entry.Value.ValueKind is not JsonValueKind.Object) throw entry.Wrong("must be an object.");

        var named = Grantees.Where(one => entry.Text(one.Member) is { Length: > 0 }).ToList();
        if (named.Count is not 1) throw entry.Wrong("must have exactly one of user_name, group_name and service_principal_name.");

        var (member, kind) = named[0];
        return new(new(new(kind, entry.Text(member)!), ReadLevel(entry)), $"{entry.Path}.{member}");
    }

    private static PermissionLevel ReadLevel(JsonField entry)
    {
        var sent = entry.RequiredText("permission_level");
        var level = Levels.FirstOrDefault(one => one.ToWire() == sent);
        return level is not PermissionLevel.None
            ? level
            : throw entry.Wrong("permission_level", $"'{sent}' must be one of {string.Join(", ", Levels.Select(one => one.ToWire()))}.");
    }
}
