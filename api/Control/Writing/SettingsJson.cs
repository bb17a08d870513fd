using System.Collections.Immutable;
using System.Text.Json;
using Andamento.Endpoints;

namespace Andamento.Api.Control.Writing;

/// <summary>Writes settings that are no config (section 3.8). What was never set is left out.</summary>
internal static class SettingsJson
{
    /// <summary>Writes the members of an endpoint, for an object that is begun.</summary>
    public static void WriteMembers(Utf8JsonWriter json, EndpointDetails endpoint)
    {
        if (endpoint.BudgetPolicyId is { } budget) json.WriteString("budget_policy_id"u8, budget);
        if (endpoint.Notifications is { } notifications) WriteNotifications(json, notifications);
        if (endpoint.Telemetry is { } telemetry) WriteTelemetry(json, telemetry);
        if (endpoint.MetricsExport is { } export)
        {
            json.WriteString(
                "uc_system_metrics_export_state"u8, export ? "FIRST_PARTY_EXPORT_ENABLED"u8 : "FIRST_PARTY_EXPORT_DISABLED"u8);
        }
    }

    /// <summary>Writes the member <c>email_notifications</c>.</summary>
    public static void WriteNotifications(Utf8JsonWriter json, EmailNotifications notifications)
    {
        json.WriteStartObject("email_notifications"u8);
        WriteTexts(json, "on_update_success"u8, notifications.OnSuccess);
        WriteTexts(json, "on_update_failure"u8, notifications.OnFailure);
        json.WriteEndObject();
    }

    private static void WriteTelemetry(Utf8JsonWriter json, TelemetryConfig telemetry)
    {
        json.WriteStartObject("telemetry_config"u8);
        if ((telemetry.LogsTable ?? telemetry.MetricsTable ?? telemetry.TracesTable ?? telemetry.AnnotationsTable) is not null)
        {
            json.WriteStartObject("table_names"u8);
            WriteOptional(json, "logs_table"u8, telemetry.LogsTable);
            WriteOptional(json, "metrics_table"u8, telemetry.MetricsTable);
            WriteOptional(json, "traces_table"u8, telemetry.TracesTable);
            WriteOptional(json, "annotations_table"u8, telemetry.AnnotationsTable);
            json.WriteEndObject();
        }

        WriteOptional(json, "telemetry_profile_id"u8, telemetry.ProfileId);
        if (telemetry.InferenceTable is not null || telemetry.SamplingFraction is not null)
        {
            json.WriteStartObject("inference_table_config"u8);
            WriteOptional(json, "name"u8, telemetry.InferenceTable);
            if (telemetry.SamplingFraction is { } fraction) json.WriteNumber("sampling_fraction"u8, fraction);
            json.WriteEndObject();
        }

        if (!telemetry.Features.IsEmpty)
            WriteTexts(json, "enabled_telemetry_features"u8, [.. telemetry.Features.Select(WireNames.Of)]);
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, ReadOnlySpan<byte> name, ImmutableArray<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);

        json.WriteEndArray();
    }

    private static void WriteOptional(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null) json.WriteString(name, value);
    }
}
