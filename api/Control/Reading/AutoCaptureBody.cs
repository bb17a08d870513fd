using Andamento.Endpoints;

namespace Andamento.Api.Control.Reading;

/// <summary>Reads <c>auto_capture_config</c> (section 3.8). What must not change is the endpoint's business.</summary>
internal static class AutoCaptureBody
{
    /// <summary>Reads the object.</summary>
    public static AutoCaptureInput Read(JsonField capture) => new()
    {
        Enabled = capture.Flag("enabled") ?? true,
        CatalogName = capture.Text("catalog_name"),
        SchemaName = capture.Text("schema_name"),
        TableNamePrefix = capture.Text("table_name_prefix"),
    };
}
