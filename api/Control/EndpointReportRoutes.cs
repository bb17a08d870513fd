using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Andamento.Api.Control.Writing;
using Andamento.Endpoints;
using Andamento.Serving;

namespace Andamento.Api.Control;

/// <summary>What has happened to an endpoint: its configs, its events, and the logs of its entities (E14 to E16).</summary>
internal sealed class EndpointReportRoutes(EndpointAccess access)
{
    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/{name}/config-history", ListConfigsAsync).WithSummary("List the configs that the endpoint has had, newest first.");
        endpoints.MapGet("/{name}/events", ListEventsAsync).WithSummary("List what has happened to the endpoint, newest first.");
        endpoints.MapGet("/{name}/served-models/{served}/build-logs", ReadBuildLogAsync).WithSummary("Read how a served entity was deployed.");
        endpoints.MapGet("/{name}/served-models/{served}/logs", ReadLogAsync).WithSummary("Read what is known of a served entity.");
    }

    private async Task ListConfigsAsync(HttpContext context)
    {
        var (endpoint, history) = await FindAsync(context);
        await JsonAnswer.WriteAsync(context, (Endpoint: endpoint, history.Configs), static (json, list) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("config_history"u8);
            foreach (var entry in list.Configs) HistoryJson.Write(json, entry, list.Endpoint);

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private async Task ListEventsAsync(HttpContext context)
    {
        var (_, history) = await FindAsync(context);
        await JsonAnswer.WriteAsync(context, history.Events, static (Utf8JsonWriter json, ImmutableArray<EndpointEvent> events) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("events"u8);
            foreach (var one in events) HistoryJson.Write(json, one);

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private async Task ReadBuildLogAsync(HttpContext context)
    {
        var endpoint = await access.FindAsync(context, PermissionLevel.CanView);
        await AnswerLogAsync(context, endpoint, VersionOf(context.Request) ?? Newest(endpoint, ServedOf(context)));
    }

    private async Task ReadLogAsync(HttpContext context) =>
        await AnswerLogAsync(context, await access.FindAsync(context, PermissionLevel.CanView), version: null);

    private async Task AnswerLogAsync(HttpContext context, EndpointDetails endpoint, int? version)
    {
        var served = ServedOf(context);
        var lines = await access.Grain(endpoint.Name).GetEntityLogAsync(served, version, context.RequestAborted)
            ?? throw new ServingException(
                FailureKind.ResourceNotFound,
                version is null
                    ? $"The serving endpoint '{endpoint.Name}' has no served entity '{served}'."
                    : $"Config {version} of the serving endpoint '{endpoint.Name}' has no served entity '{served}', or is not kept.");
        await JsonAnswer.WriteAsync(context, lines, static (Utf8JsonWriter json, ImmutableArray<string> log) =>
        {
            json.WriteStartObject();
            json.WriteString("logs"u8, string.Join('\n', log));
            json.WriteEndObject();
        });
    }

    private async Task<(EndpointDetails Endpoint, EndpointHistory History)> FindAsync(HttpContext context)
    {
        var endpoint = await access.FindAsync(context, PermissionLevel.CanView);
        var history = await access.Grain(endpoint.Name).GetHistoryAsync(context.RequestAborted);
        return (endpoint, history ?? throw EndpointAccess.Missing(endpoint.Name)); // deleted meanwhile
    }

    private static string ServedOf(HttpContext context) => (string)context.GetRouteValue("served")!;

    private static int? Newest(EndpointDetails endpoint, string served) =>
        new[] { endpoint.PendingConfig, endpoint.Config }
            .FirstOrDefault(config => config?.ServedEntities.Any(entity => entity.Name == served) is true)?.Version;

    private static int? VersionOf(HttpRequest request) =>
        request.Query["config_version"] is not [{ Length: > 0 } text, ..] ? null
        : int.TryParse(text, NumberStyles.None, null, out var version) ? version
        : throw new ServingException(FailureKind.InvalidParameter, $"config_version: '{text}' is no version; versions count from 1.")
        {
            Param = "config_version",
        };
}
