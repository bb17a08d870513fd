using System.Text.Json;
using Andamento.Gateway;
using Andamento.Tables;

namespace Andamento.Api.Control.Writing;

/// <summary>Writes <c>auto_capture_config</c> and the state of its table (section 3.8).</summary>
internal static class AutoCaptureJson
{
    /// <summary>Writes the member.</summary>
    public static void Write(Utf8JsonWriter json, InferenceTableConfig capture, string endpoint)
    {
        json.WriteStartObject("auto_capture_config"u8);
        json.WriteString("catalog_name"u8, capture.CatalogName);
        json.WriteString("schema_name"u8, capture.SchemaName);
        json.WriteString("table_name_prefix"u8, capture.TableNamePrefix);
        json.WriteBoolean("enabled"u8, capture.Enabled);
        json.WriteStartObject("state"u8);
        json.WriteStartObject("payload_table"u8);
        json.WriteString("name"u8, TableName.Payloads(capture, endpoint).ToString());
        json.WriteString("status"u8, capture.Enabled ? "READY"u8 : "DISABLED"u8);
        json.WriteString("status_message"u8, "");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
