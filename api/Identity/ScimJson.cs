using System.Collections.Immutable;
using System.Text.Json;
using Andamento.Identity;

namespace Andamento.Api.Identity;

/// <summary>Writes users, service principals and groups as SCIM has them.</summary>
internal static class ScimJson
{
    /// <summary>Writes the answer to Me: a user, whoever it is.</summary>
    public static void WriteMe(Utf8JsonWriter json, PrincipalDetails me) => WriteUser(json, me);

    /// <summary>Writes a user or a service principal.</summary>
    public static void WritePrincipal(Utf8JsonWriter json, PrincipalDetails principal)
    {
        if (principal.Kind is PrincipalKind.ServicePrincipal) WriteServicePrincipal(json, principal);
        else WriteUser(json, principal);
    }

    /// <summary>Writes a group.</summary>
    public static void WriteGroup(Utf8JsonWriter json, GroupDetails group)
    {
        Begin(json, "urn:ietf:params:scim:schemas:core:2.0:Group"u8, group.Id);
        json.WriteString("displayName"u8, group.Name);
        if (group.ExternalId is not null) json.WriteString("externalId"u8, group.ExternalId);

        json.WriteStartArray("members"u8);
        foreach (var member in group.Members)
        {
            json.WriteStartObject();
            json.WriteString("display"u8, member.DisplayName);
            json.WriteString("value"u8, member.Id);
            json.WriteString("$ref"u8, $"{Folder(member.Kind)}/{member.Id}");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteGroups(json, group.Groups);
        json.WriteStartObject("meta"u8);
        json.WriteString("resourceType"u8, "WorkspaceGroup"u8);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteUser(Utf8JsonWriter json, PrincipalDetails user)
    {
        Begin(json, "urn:ietf:params:scim:schemas:core:2.0:User"u8, user.Id);
        json.WriteString("userName"u8, user.Name);
        if (user.Kind is PrincipalKind.User) WriteEmails(json, user.Name);

        End(json, user);
    }

    private static void WriteEmails(Utf8JsonWriter json, string address)
    {
        json.WriteStartArray("emails"u8);
        json.WriteStartObject();
        json.WriteString("value"u8, address);
        json.WriteString("type"u8, "work"u8);
        json.WriteBoolean("primary"u8, true);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteServicePrincipal(Utf8JsonWriter json, PrincipalDetails principal)
    {
        Begin(json, "urn:ietf:params:scim:schemas:core:2.0:ServicePrincipal"u8, principal.Id);
        json.WriteString("applicationId"u8, principal.Name);
        End(json, principal);
    }

    private static void Begin(Utf8JsonWriter json, ReadOnlySpan<byte> schema, string id)
    {
        json.WriteStartObject();
        json.WriteStartArray("schemas"u8);
        json.WriteStringValue(schema);
        json.WriteEndArray();
        json.WriteString("id"u8, id);
    }

    private static void End(Utf8JsonWriter json, PrincipalDetails principal)
    {
        json.WriteString("displayName"u8, principal.DisplayName);
        if (principal.ExternalId is not null) json.WriteString("externalId"u8, principal.ExternalId);

        json.WriteBoolean("active"u8, principal.Active);
        WriteGroups(json, principal.Groups);
        json.WriteStartArray("entitlements"u8);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteGroups(Utf8JsonWriter json, ImmutableArray<GroupMembership> groups)
    {
        json.WriteStartArray("groups"u8);
        foreach (var group in groups)
        {
            json.WriteStartObject();
            json.WriteString("display"u8, group.Name);
            json.WriteString("value"u8, group.Id);
            json.WriteString("type"u8, group.Direct ? "direct"u8 : "indirect"u8);
            json.WriteString("$ref"u8, $"Groups/{group.Id}");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Folder(PrincipalKind kind) => kind switch
    {
        PrincipalKind.Group => "Groups",
        PrincipalKind.ServicePrincipal => "ServicePrincipals",
        _ => "Users",
    };
}
