using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using Andamento.Api.Auth;
using Andamento.Endpoints;
using Andamento.Identity;

namespace Andamento.Api.Permissions;

/// <summary>Writes who may do what with an endpoint (section 9).</summary>
internal static class PermissionJson
{
    /// <summary>The levels that can be granted, the lowest first.</summary>
    public static readonly ImmutableArray<PermissionLevel> Levels =
        [PermissionLevel.CanView, PermissionLevel.CanQuery, PermissionLevel.CanManage];

    /// <summary>Writes the permissions of an endpoint; administrators' are inherited.</summary>
    /// <param name="json">The writer.</param>
    /// <param name="id">The endpoint's id.</param>
    /// <param name="grants">The grants, each with the name that people read, or null.</param>
    public static void Write(Utf8JsonWriter json, string id, IEnumerable<(EndpointGrant Grant, string? DisplayName)> grants)
    {
        var admins = new Grantee(PrincipalKind.Group, BuiltInGroups.Admins);
        json.WriteStartObject();
        json.WriteString("object_id"u8, $"/serving-endpoints/{id}");
        json.WriteString("object_type"u8, "serving-endpoint"u8);
        json.WriteStartArray("access_control_list"u8);
        foreach (var (grant, displayName) in grants.Where(one => one.Grant.Grantee != admins))
            WriteEntry(json, grant.Grantee, displayName, grant.Level, inherited: false);

        WriteEntry(json, admins, displayName: null, PermissionLevel.CanManage, inherited: true);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Writes the levels there are.</summary>
    public static void WriteLevels(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("permission_levels"u8);
        foreach (var level in Levels)
        {
            json.WriteStartObject();
            json.WriteString("permission_level"u8, level.ToWire());
            json.WriteString("description"u8, Description(level));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter json, Grantee grantee, string? displayName, PermissionLevel level, bool inherited)
    {
        json.WriteStartObject();
        json.WriteString(MemberOf(grantee.Kind), grantee.Name);
        if (displayName is not null && grantee.Kind is not PrincipalKind.Group) json.WriteString("display_name"u8, displayName);

        json.WriteStartArray("all_permissions"u8);
        json.WriteStartObject();
        json.WriteString("permission_level"u8, level.ToWire());
        json.WriteBoolean("inherited"u8, inherited);
        if (inherited)
        {
            json.WriteStartArray("inherited_from_object"u8);
            json.WriteStringValue("/serving-endpoints/"u8);
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static ReadOnlySpan<byte> MemberOf(PrincipalKind kind) => kind switch
    {
        PrincipalKind.User => "user_name"u8,
        PrincipalKind.ServicePrincipal => "service_principal_name"u8,
        PrincipalKind.Group => "group_name"u8,
        _ => throw new UnreachableException($"{kind} has no member."),
    };

    private static string Description(PermissionLevel level) => level switch
    {
        PermissionLevel.CanView => "Can list and read the endpoint",
        PermissionLevel.CanQuery => "Can view and query the endpoint",
        PermissionLevel.CanManage => "Can query, change and delete the endpoint, and change its permissions",
        _ => throw new UnreachableException($"{level} is not granted."),
    };
}
