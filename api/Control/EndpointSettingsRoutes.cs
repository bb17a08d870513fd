using System.Collections.Immutable;
using System.Text.Json;
using Andamento.Api.Auth;
using Andamento.Api.Control.Reading;
using Andamento.Api.Control.Writing;
using Andamento.Endpoints;

namespace Andamento.Api.Control;

/// <summary>Settings that are no config: operations E8 to E11.</summary>
internal sealed class EndpointSettingsRoutes(EndpointAccess access)
{
    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPatch("/{name}/tags", TagAsync).WithSummary("Add and delete tags.");
        endpoints.MapPatch("/{name}/notifications", NotifyAsync).WithSummary("Say who is told how updates end.");
        endpoints.MapPatch("/{name}/telemetry-config", SetTelemetryAsync).WithSummary("Say where telemetry goes.");
        endpoints.MapPatch("/{name}/system-metrics-export-state", SetMetricsExportAsync).WithSummary("Switch the export of system metrics.");
    }

    private async Task TagAsync(HttpContext context)
    {
        var endpoint = await ChangeAsync(context, SettingsBodies.ReadTags);
        await JsonAnswer.WriteAsync(context, endpoint.Tags, static (Utf8JsonWriter json, ImmutableArray<EndpointTag> tags) =>
        {
            json.WriteStartObject();
            EndpointJson.WriteTags(json, tags);
            json.WriteEndObject();
        });
    }

    private async Task NotifyAsync(HttpContext context)
    {
        var endpoint = await ChangeAsync(context, static (body, caller) => new()
        {
            Caller = caller, Notifications = SettingsBodies.ReadNotifications(body) ?? new([], []),
        });
        await JsonAnswer.WriteAsync(context, endpoint, static (json, changed) =>
        {
            json.WriteStartObject();
            json.WriteString("name"u8, changed.Name);
            SettingsJson.WriteNotifications(json, changed.Notifications!);
            json.WriteEndObject();
        });
    }

    private async Task SetTelemetryAsync(HttpContext context)
    {
        var endpoint = await ChangeAsync(context, static (body, caller) => new()
        {
            Caller = caller, Telemetry = SettingsBodies.ReadTelemetry(body) ?? throw body.Wrong("telemetry_config", "is missing."),
        });
        await EndpointAccess.AnswerAsync(context, endpoint);
    }

    private async Task SetMetricsExportAsync(HttpContext context)
    {
        var endpoint = await ChangeAsync(
            context, static (body, caller) => new() { Caller = caller, MetricsExport = SettingsBodies.ReadMetricsExport(body) });
        await EndpointAccess.AnswerAsync(context, endpoint);
    }

    private async Task<EndpointDetails> ChangeAsync(HttpContext context, Func<JsonField, string, ChangeEndpointSettings> read)
    {
        using var body = await ControlBody.ReadAsync(context);
        var name = EndpointAccess.NameOf(context);
        await access.FindAsync(context, name, PermissionLevel.CanManage);
        var command = read(body.Root, context.GetCaller().Name);
        return await access.ChangeAsync(name, endpoint => endpoint.ChangeSettingsAsync(command, context.RequestAborted));
    }
}
