using System.Globalization;
using System.Text.Json;
using Andamento.Api.Auth;
using Andamento.Api.Control.Writing;
using Andamento.Identity;
using Microsoft.Extensions.Options;

namespace Andamento.Api.Identity;

/// <summary>Who am I (section 12). Clients read the workspace's number from the answer's header.</summary>
internal sealed class IdentityRoutes(IOptions<WorkspaceOptions> workspace)
{
    private readonly string _workspaceId = workspace.Value.Id.ToString(CultureInfo.InvariantCulture);

    /// <summary>Adds the route.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var operations = new IdentityRoutes(routes.ServiceProvider.GetRequiredService<IOptions<WorkspaceOptions>>());
        routes.MapGet("/api/2.0/preview/scim/v2/Me", operations.MeAsync).RequireCaller();
    }

    private Task MeAsync(HttpContext context)
    {
        context.Response.Headers["X-Databricks-Org-Id"] = _workspaceId;
        return JsonAnswer.WriteAsync(context, context.GetCaller(), WriteMe);
    }

    private static void WriteMe(Utf8JsonWriter json, Principal me)
    {
        json.WriteStartObject();
        json.WriteStartArray("schemas"u8);
        json.WriteStringValue("urn:ietf:params:scim:schemas:core:2.0:User"u8);
        json.WriteEndArray();
        json.WriteString("id"u8, me.Id);
        json.WriteString("userName"u8, me.Name);
        json.WriteString("displayName"u8, me.Name);
        json.WriteBoolean("active"u8, true);
        json.WriteStartArray("emails"u8);
        json.WriteStartObject();
        json.WriteString("value"u8, me.Name);
        json.WriteString("type"u8, "work"u8);
        json.WriteBoolean("primary"u8, true);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartArray("groups"u8);
        foreach (var group in me.Groups)
        {
            json.WriteStartObject();
            json.WriteString("display"u8, group);
            json.WriteString("value"u8, group);
            json.WriteString("type"u8, "direct"u8);
            json.WriteString("$ref"u8, $"Groups/{group}");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("entitlements"u8);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
