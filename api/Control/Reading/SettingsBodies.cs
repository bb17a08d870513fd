using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Andamento.Endpoints;

namespace Andamento.Api.Control.Reading;

/// <summary>Reads what E8 to E11 send, and the same objects of a create request (sections 3.8 and 6.8 to 6.10).</summary>
internal static class SettingsBodies
{
    /// <summary>Reads a change of tags.</summary>
    public static ChangeEndpointSettings ReadTags(JsonField body, string caller) => new()
    {
        Caller = caller,
        AddTags = EndpointBodies.ReadTags(body, "add_tags"),
        DeleteTags = ReadTexts(body, "delete_tags"),
    };

    /// <summary>Reads <c>email_notifications</c>; null when it is missing.</summary>
    public static EmailNotifications? ReadNotifications(JsonField body) => body.Object("email_notifications") is { } sent
        ? new(ReadTexts(sent, "on_update_success"), ReadTexts(sent, "on_update_failure"))
        : null;

    /// <summary>Reads <c>telemetry_config</c>; null when it is missing.</summary>
    public static TelemetryConfig? ReadTelemetry(JsonField body)
    {
        if (body.Object("telemetry_config") is not { } sent) return null;

        var (tables, inference) = (sent.Object("table_names"), sent.Object("inference_table_config"));
        return new()
        {
            LogsTable = tables?.Text("logs_table"),
            MetricsTable = tables?.Text("metrics_table"),
            TracesTable = tables?.Text("traces_table"),
            AnnotationsTable = tables?.Text("annotations_table"),
            ProfileId = sent.Text("telemetry_profile_id"),
            InferenceTable = inference?.Text("name"),
            SamplingFraction = inference is { } config ? ReadFraction(config) : null,
            Features = sent.List("enabled_telemetry_features") is { } features ? [.. features.Select(ReadFeature)] : [],
        };
    }

    /// <summary>Reads <c>uc_system_metrics_export_state</c>.</summary>
    public static bool ReadMetricsExport(JsonField body) => body.RequiredText("uc_system_metrics_export_state") switch
    {
        "FIRST_PARTY_EXPORT_ENABLED" => true,
        "FIRST_PARTY_EXPORT_DISABLED" => false,
        var other => throw body.Wrong(
            "uc_system_metrics_export_state", $"'{other}' must be FIRST_PARTY_EXPORT_ENABLED or FIRST_PARTY_EXPORT_DISABLED."),
    };

    private static ImmutableArray<string> ReadTexts(JsonField body, string name) =>
        body.List(name) is { } items ? [.. items.Select(static item => item.AsText())] : [];

    private static double? ReadFraction(JsonField config)
    {
        if (!config.HasContent("sampling_fraction")) return null;

        var value = config.Value.GetProperty("sampling_fraction");
        return value.ValueKind switch
        {
            JsonValueKind.Number => value.GetDouble(),
            JsonValueKind.String when double.TryParse(config.Text("sampling_fraction"), NumberStyles.Float, null, out var number) => number,
            _ => throw config.Wrong("sampling_fraction", "must be a number from 0 to 1."),
        };
    }

    private static TelemetryFeature ReadFeature(JsonField feature) => feature.AsText() switch
    {
        "TELEMETRY_FEATURE_LOGS" => TelemetryFeature.Logs,
        "TELEMETRY_FEATURE_METRICS" => TelemetryFeature.Metrics,
        "TELEMETRY_FEATURE_TRACES" => TelemetryFeature.Traces,
        "TELEMETRY_FEATURE_INFERENCE_TABLE" => TelemetryFeature.InferenceTable,
        var other => throw feature.Wrong($"'{other}' must be TELEMETRY_FEATURE_LOGS, _METRICS, _TRACES or _INFERENCE_TABLE."),
    };
}
