using System.Text.Json;
using Andamento.Endpoints;

namespace Andamento.Api.Control.Writing;

/// <summary>Writes what has happened to an endpoint.</summary>
internal static class HistoryJson
{
    /// <summary>Writes one config that the endpoint has had.</summary>
    public static void Write(Utf8JsonWriter json, ConfigHistoryEntry entry, EndpointDetails endpoint)
    {
        json.WriteStartObject();
        ConfigJson.Write(json, entry.Config, endpoint.Kind, endpoint.Name);
        json.WriteString("status"u8, WireNames.Of(entry.Outcome));
        json.WriteString("creator"u8, entry.By);
        json.WriteNumber("creation_timestamp"u8, entry.Config.StartedAt.ToUnixTimeMilliseconds());
        json.WriteEndObject();
    }

    /// <summary>Writes one event.</summary>
    public static void Write(Utf8JsonWriter json, EndpointEvent one)
    {
        json.WriteStartObject();
        json.WriteNumber("timestamp"u8, one.Time.ToUnixTimeMilliseconds());
        json.WriteString("event_type"u8, WireNames.Of(one.Kind));
        json.WriteString("message"u8, one.Message);
        if (one.ConfigVersion is { } version) json.WriteNumber("config_version"u8, version);
        if (one.Entity is not null) json.WriteString("served_entity"u8, one.Entity);
        if (one.By is not null) json.WriteString("user"u8, one.By);
        json.WriteEndObject();
    }
}
