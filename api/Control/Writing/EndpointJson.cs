using System.Collections.Immutable;
using System.Text.Json;
using Andamento.Api.Auth;
using Andamento.Endpoints;
using Andamento.Identity;
using Andamento.Serving;

namespace Andamento.Api.Control.Writing;

/// <summary>Writes endpoints (section 3.7).</summary>
internal static class EndpointJson
{
    /// <summary>Writes everything a caller may see of one endpoint.</summary>
    public static void WriteDetailed(Utf8JsonWriter json, EndpointDetails endpoint, PermissionLevel level)
    {
        json.WriteStartObject();
        WriteHead(json, endpoint, level);
        if (endpoint.Config is { } active)
        {
            json.WriteStartObject("config"u8);
            ConfigJson.Write(json, active, endpoint.Kind, endpoint.Name);
            json.WriteEndObject();
        }

        if (endpoint.PendingConfig is { } pending)
        {
            json.WriteStartObject("pending_config"u8);
            ConfigJson.Write(json, pending, endpoint.Kind, endpoint.Name);
            json.WriteNumber("start_time"u8, pending.StartedAt.ToUnixTimeMilliseconds());
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>Writes a row of the list: configs as summaries.</summary>
    public static void WriteRow(Utf8JsonWriter json, EndpointDetails endpoint, PermissionLevel level)
    {
        json.WriteStartObject();
        WriteHead(json, endpoint, level);
        if (endpoint.Config is { } active)
        {
            json.WriteStartObject("config"u8);
            ConfigJson.WriteSummary(json, active, endpoint.Kind);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteHead(Utf8JsonWriter json, EndpointDetails endpoint, PermissionLevel level)
    {
        json.WriteString("name"u8, endpoint.Name);
        json.WriteString("id"u8, endpoint.Id);
        json.WriteString("creator"u8, endpoint.Creator);
        json.WriteString("creator_display_name"u8, endpoint.Creator);
        json.WriteString("creator_kind"u8, Grantee.IsApplicationId(endpoint.Creator) ? "ServicePrincipal"u8 : "User"u8);
        json.WriteNumber("creation_timestamp"u8, endpoint.CreatedAt.ToUnixTimeMilliseconds());
        json.WriteNumber("last_updated_timestamp"u8, endpoint.UpdatedAt.ToUnixTimeMilliseconds());
        json.WriteStartObject("state"u8);
        json.WriteString("ready"u8, endpoint.Ready ? "READY"u8 : "NOT_READY"u8);
        json.WriteString("config_update"u8, WireNames.Of(endpoint.ConfigUpdate));
        if (endpoint.Stopped) json.WriteString("suspend"u8, "STOPPED"u8);

        json.WriteEndObject();
        WriteTags(json, endpoint.Tags);
        if (endpoint.Task?.ToWire() is { } task) json.WriteString("task"u8, task);

        json.WriteString("endpoint_type"u8, WireNames.Of(endpoint.Kind));
        json.WriteString("permission_level"u8, level.ToWire());
        json.WriteBoolean("route_optimized"u8, endpoint.RouteOptimized);
        json.WriteString("description"u8, endpoint.Description);
        WriteGateway(json, endpoint);
        SettingsJson.WriteMembers(json, endpoint);
    }

    // Limits that came the older way show up where a gateway was set, and nowhere else.
    private static void WriteGateway(Utf8JsonWriter json, EndpointDetails endpoint)
    {
        if (!GatewayJson.IsSet(endpoint.Gateway)) return;

        json.WritePropertyName("ai_gateway"u8);
        GatewayJson.Write(json, endpoint.Gateway with { RateLimits = endpoint.RateLimits }, endpoint.Name);
    }

    /// <summary>Writes the member <c>tags</c>.</summary>
    public static void WriteTags(Utf8JsonWriter json, ImmutableArray<EndpointTag> tags)
    {
        json.WriteStartArray("tags"u8);
        foreach (var tag in tags)
        {
            json.WriteStartObject();
            json.WriteString("key"u8, tag.Key);
            if (tag.Value is not null) json.WriteString("value"u8, tag.Value);

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
