using System.Text.Json;
using Andamento.Endpoints;

namespace Andamento.Api.Control.Writing;

/// <summary>Writes the members of a config. Every entity stands in it twice: older clients read <c>served_models</c> only.</summary>
internal static class ConfigJson
{
    /// <summary>Writes all of it.</summary>
    public static void Write(Utf8JsonWriter json, EndpointConfig config, EndpointKind? kind, string endpoint)
    {
        json.WriteStartArray("served_entities"u8);
        foreach (var entity in config.ServedEntities) ServedEntityJson.Write(json, entity, kind);

        json.WriteEndArray();
        json.WriteStartArray("served_models"u8);
        foreach (var entity in config.ServedEntities) ServedEntityJson.WriteLegacy(json, entity);

        json.WriteEndArray();
        WriteTraffic(json, config);
        if (config.AutoCapture is { } capture) AutoCaptureJson.Write(json, capture, endpoint);
        json.WriteNumber("config_version"u8, config.Version);
    }

    /// <summary>Writes what a list row shows.</summary>
    public static void WriteSummary(Utf8JsonWriter json, EndpointConfig config, EndpointKind? kind)
    {
        json.WriteStartArray("served_entities"u8);
        foreach (var entity in config.ServedEntities) ServedEntityJson.WriteSummary(json, entity, kind);

        json.WriteEndArray();
        json.WriteStartArray("served_models"u8);
        foreach (var entity in config.ServedEntities) ServedEntityJson.WriteLegacySummary(json, entity);

        json.WriteEndArray();
    }

    private static void WriteTraffic(Utf8JsonWriter json, EndpointConfig config)
    {
        json.WriteStartObject("traffic_config"u8);
        json.WriteStartArray("routes"u8);
        foreach (var route in config.Routes)
        {
            json.WriteStartObject();
            json.WriteString("served_model_name"u8, route.EntityName);
            json.WriteString("served_entity_name"u8, route.EntityName);
            json.WriteNumber("traffic_percentage"u8, route.Percentage);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
