using System.Collections.Immutable;
using Andamento.Endpoints;
using Andamento.Gateway;
using Andamento.Identity;

namespace Andamento.Api.Control.Reading;

/// <summary>Reads what E1 and E5 send (control-plane contract, sections 3.1 to 3.6). Rules between fields are the endpoint's business.</summary>
internal static class EndpointBodies
{
    /// <summary>Reads the body of a create request, less the name.</summary>
    public static CreateEndpoint ReadCreate(JsonField body, Principal caller)
    {
        if (body.HasContent("rate_limits") && body.Object("ai_gateway")?.HasContent("rate_limits") is true)
            throw body.Wrong("rate_limits", "is the older place of ai_gateway.rate_limits; send one of them.");

        return new()
        {
            Caller = caller,
            Config = body.Object("config") is { } config ? ReadConfig(config) : null,
            RateLimits = RateLimitBody.ReadLegacy(body),
            Tags = ReadTags(body),
            Description = body.Text("description") ?? "",
            RouteOptimized = body.Flag("route_optimized") ?? false,
            Gateway = body.Object("ai_gateway") is { } gateway ? GatewayBody.Read(gateway) : AiGatewayConfig.None,
            Notifications = SettingsBodies.ReadNotifications(body),
            Telemetry = SettingsBodies.ReadTelemetry(body),
            BudgetPolicyId = body.Text("budget_policy_id"),
        };
    }

    /// <summary>Reads a config: the body of an update, or <c>config</c> of a create request.</summary>
    public static EndpointConfigInput ReadConfig(JsonField config)
    {
        if (config.HasContent("served_entities") && config.HasContent("served_models"))
            throw config.Wrong("served_models", "is the older name of served_entities; send one of them.");

        return new()
        {
            ServedEntities = config.HasContent("served_models")
                ? Read(config.List("served_models")!, ServedEntityBody.ReadLegacy)
                : (config.List("served_entities") ?? config.List("served_models")) is { } entities
                    ? Read(entities, ServedEntityBody.Read)
                    : null,
            Routes = config.Object("traffic_config")?.List("routes") is { } routes ? Read(routes, ReadRoute) : null,
            AutoCapture = config.Object("auto_capture_config") is { } capture ? AutoCaptureBody.Read(capture) : null,
        };
    }

    private static ImmutableArray<T> Read<T>(List<JsonField> items, Func<JsonField, T> read) =>
        [.. items.Select(item => item.Value.ValueKind is System.Text.Json.JsonValueKind.Object ? read(item) : throw item.Wrong("must be an object."))];

    private static TrafficRoute ReadRoute(JsonField route)
    {
        var (older, newer) = (route.Text("served_model_name"), route.Text("served_entity_name"));
        if (older is not null && newer is not null && older != newer)
            throw route.Wrong("served_entity_name", $"'{newer}' and served_model_name '{older}' must be the same.");

        return new(
            newer ?? older ?? throw route.Wrong("served_entity_name", "is missing."),
            route.SmallInteger("traffic_percentage") ?? throw route.Wrong("traffic_percentage", "is missing."));
    }

    /// <summary>Reads a list of tags; empty when the body has none.</summary>
    public static ImmutableArray<EndpointTag> ReadTags(JsonField body, string name = "tags") => body.List(name) is { } tags
        ? Read(tags, static tag => new EndpointTag(tag.RequiredText("key"), tag.Text("value")))
        : [];
}
