using System.Net;
using System.Text.Json;
using Andamento.Endpoints;
using Microsoft.OpenApi;
using static Andamento.Tests.Unit.Auth.ScriptedIdentity;

namespace Andamento.Tests.Unit.Control;

/// <summary>Operations E8 to E20, before grains that the test plays.</summary>
public sealed class EndpointOperationRoutesTests(FrontDoorServer server) : IClassFixture<FrontDoorServer>
{
    private const string Endpoints = "/api/2.0/serving-endpoints";

    private readonly string _name = "e-" + Guid.NewGuid().ToString("N");

    private string Path => $"{Endpoints}/{_name}";

    [Fact]
    public async Task Tags_are_added_and_deleted_and_all_are_answered()
    {
        await CreateAsync();
        var answer = await server.SendAsync(HttpMethod.Patch, $"{Path}/tags", OwnerToken, """
            {"add_tags": [{"key": "team", "value": "ads"}], "delete_tags": ["bare"]}
            """);

        Assert.Equal("""{"tags":[{"key":"team","value":"ads"}]}""", answer.Body);
        Assert.Equal("owner@example.com", server.Endpoints.Settings!.Caller);
    }

    [Fact]
    public async Task Notifications_are_repeated_and_shown_with_the_endpoint()
    {
        await CreateAsync();
        var answer = await server.SendAsync(HttpMethod.Patch, $"{Path}/notifications", OwnerToken, """
            {"email_notifications": {"on_update_success": ["a@example.com"], "on_update_failure": ["b@example.com"]}}
            """);
        var read = await server.GetAsync(Path, OwnerToken);
        var cleared = await server.SendAsync(HttpMethod.Patch, $"{Path}/notifications", OwnerToken, "{}");

        const string Both = """{"on_update_success":["a@example.com"],"on_update_failure":["b@example.com"]}""";
        Assert.Equal($$"""{"name":"{{_name}}","email_notifications":{{Both}}}""", answer.Body);
        Assert.Equal(Both, read.Json.GetProperty("email_notifications").GetRawText());
        Assert.Equal("""{"on_update_success":[],"on_update_failure":[]}""", cleared.Json.GetProperty("email_notifications").GetRawText());
    }

    [Fact]
    public async Task Telemetry_is_repeated_as_it_was_sent()
    {
        await CreateAsync();
        const string Sent = """
            {"table_names":{"logs_table":"main.t.logs","traces_table":"main.t.traces"},"telemetry_profile_id":"p","inference_table_config":{"name":"main.t.i","sampling_fraction":0.5},"enabled_telemetry_features":["TELEMETRY_FEATURE_LOGS","TELEMETRY_FEATURE_TRACES"]}
            """;
        var answer = await server.SendAsync(HttpMethod.Patch, $"{Path}/telemetry-config", OwnerToken, $$"""{"telemetry_config":{{Sent}}}""");
        var export = await server.SendAsync(HttpMethod.Patch, $"{Path}/system-metrics-export-state", OwnerToken, """
            {"uc_system_metrics_export_state": "FIRST_PARTY_EXPORT_DISABLED"}
            """);

        Assert.Equal(Sent.Trim(), answer.Json.GetProperty("telemetry_config").GetRawText());
        Assert.Equal("FIRST_PARTY_EXPORT_DISABLED", export.Json.GetProperty("uc_system_metrics_export_state").GetString());
    }

    [Theory]
    [InlineData("tags", """{"add_tags": [{"value": "x"}]}""", "add_tags[0].key: is missing.")]
    [InlineData("tags", """{"delete_tags": [1]}""", "delete_tags[0]: must be a string, not a number.")]
    [InlineData("telemetry-config", "{}", "telemetry_config: is missing.")]
    [InlineData("telemetry-config", """{"telemetry_config": {"enabled_telemetry_features": ["ALL"]}}""",
        "telemetry_config.enabled_telemetry_features[0]: 'ALL' must be TELEMETRY_FEATURE_LOGS, _METRICS, _TRACES or _INFERENCE_TABLE.")]
    [InlineData("telemetry-config", """{"telemetry_config": {"inference_table_config": {"sampling_fraction": "half"}}}""",
        "telemetry_config.inference_table_config.sampling_fraction: must be a number from 0 to 1.")]
    [InlineData("system-metrics-export-state", """{"uc_system_metrics_export_state": "ON"}""",
        "uc_system_metrics_export_state: 'ON' must be FIRST_PARTY_EXPORT_ENABLED or FIRST_PARTY_EXPORT_DISABLED.")]
    public async Task A_setting_that_cannot_be_is_refused_by_its_path(string setting, string body, string message)
    {
        await CreateAsync();
        var answer = await server.SendAsync(HttpMethod.Patch, $"{Path}/{setting}", OwnerToken, body);

        Assert.Equal((HttpStatusCode.BadRequest, "INVALID_PARAMETER_VALUE", message), (answer.Status, answer.ErrorCode, answer.Message));
    }

    [Fact]
    public async Task Stop_start_roll_back_and_cancel_answer_with_the_endpoint()
    {
        await CreateAsync();
        var stopped = await server.SendAsync(HttpMethod.Post, $"{Path}/config:stop", OwnerToken);
        var started = await server.SendAsync(HttpMethod.Post, $"{Path}/config:start", OwnerToken);
        var rolledBack = await server.SendAsync(HttpMethod.Post, $"{Path}/config:rollback", OwnerToken, """{"version": 6}""");
        var cancelled = await server.SendAsync(HttpMethod.Post, $"{Path}/config:cancel", OwnerToken);
        var versionless = await server.SendAsync(HttpMethod.Post, $"{Path}/config:rollback", OwnerToken, "{}");

        Assert.Equal("""{"ready":"NOT_READY","config_update":"NOT_UPDATING","suspend":"STOPPED"}""", stopped.Json.GetProperty("state").GetRawText());
        Assert.Equal("IN_PROGRESS", started.Json.GetProperty("state").GetProperty("config_update").GetString());
        Assert.Equal(7, rolledBack.Json.GetProperty("config").GetProperty("config_version").GetInt32());
        Assert.Equal("UPDATE_CANCELED", cancelled.Json.GetProperty("state").GetProperty("config_update").GetString());
        Assert.Equal((HttpStatusCode.BadRequest, "version: is missing."), (versionless.Status, versionless.Message));
    }

    [Fact]
    public async Task Events_and_configs_are_told_with_who_and_when()
    {
        await CreateAsync();
        server.Endpoints.History = new()
        {
            Configs = [new(Samples.External().Config!, "ann@example.com", ConfigOutcome.Served)],
            Events =
            [
                new() { Time = Samples.Made, Kind = EndpointEventKind.ConfigFailed, Message = "No.", ConfigVersion = 2, Entity = "gpt" },
                new() { Time = Samples.Made, Kind = EndpointEventKind.Created, Message = "Made.", By = "ann@example.com" },
            ],
        };
        var events = await server.GetAsync($"{Path}/events", OwnerToken);
        var configs = await server.GetAsync($"{Path}/config-history", OwnerToken);

        Assert.Equal(
            """{"events":[{"timestamp":1700000000000,"event_type":"CONFIG_FAILED","message":"No.","config_version":2,"served_entity":"gpt"},{"timestamp":1700000000000,"event_type":"CREATED","message":"Made.","user":"ann@example.com"}]}""",
            events.Body);
        var entry = Assert.Single(configs.Json.GetProperty("config_history").EnumerateArray());
        Assert.Equal(
            (1, "SERVED", "ann@example.com", 1_700_000_000_000),
            (entry.GetProperty("config_version").GetInt32(), entry.GetProperty("status").GetString(),
                entry.GetProperty("creator").GetString(), entry.GetProperty("creation_timestamp").GetInt64()));
    }

    [Fact]
    public async Task Logs_are_those_of_one_entity()
    {
        await CreateAsync();
        var build = await server.GetAsync($"{Path}/served-models/gpt/build-logs", OwnerToken);
        var chosen = await server.GetAsync($"{Path}/served-models/gpt/build-logs?config_version=7", OwnerToken);
        var all = await server.GetAsync($"{Path}/served-models/gpt/logs", OwnerToken);
        var unknown = await server.GetAsync($"{Path}/served-models/other/logs", OwnerToken);
        var wrong = await server.GetAsync($"{Path}/served-models/gpt/build-logs?config_version=last", OwnerToken);

        Assert.Equal("""{"logs":"gpt in 1\nready"}""", build.Body);
        Assert.Equal("""{"logs":"gpt in 7\nready"}""", chosen.Body);
        Assert.Equal("""{"logs":"gpt in \nready"}""", all.Body);
        Assert.Equal((HttpStatusCode.NotFound, "RESOURCE_DOES_NOT_EXIST"), (unknown.Status, unknown.ErrorCode));
        Assert.Equal((HttpStatusCode.BadRequest, "config_version: 'last' is no version; versions count from 1."), (wrong.Status, wrong.Message));
    }

    [Fact]
    public async Task Metrics_are_text_with_a_series_for_every_entity()
    {
        await CreateAsync();
        var metrics = await server.GetAsync($"{Path}/metrics", OwnerToken);

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", metrics.ContentHeaders.ContentType?.ToString());
        Assert.Contains("# TYPE request_latency_ms histogram\n", metrics.Body, StringComparison.Ordinal);
        Assert.Matches($"request_count_total\\{{endpoint_name=\"{_name}\",endpoint_id=\"[0-9a-f]{{32}}\",served_model_name=\"gpt\",served_model_id=\"[^\"]+\"\\}} 0\n", metrics.Body);
    }

    [Fact]
    public async Task A_ready_endpoint_says_how_it_is_queried()
    {
        await CreateAsync();
        var schema = await server.GetAsync($"{Path}/openapi", OwnerToken);
        server.Endpoints.All[_name] = server.Endpoints.All[_name] with { Ready = false };
        var refused = await server.GetAsync($"{Path}/openapi", OwnerToken);

        var read = OpenApiDocument.Parse(schema.Body, "json");
        Assert.Empty(read.Diagnostic!.Errors);
        Assert.Equal((_name, "1"), (read.Document!.Info.Title, read.Document.Info.Version));
        Assert.EndsWith($"/serving-endpoints/{_name}", read.Document.Servers![0].Url, StringComparison.Ordinal);
        var (path, item) = Assert.Single(read.Document.Paths);
        Assert.Equal("/served-models/gpt/invocations", path);
        Assert.Contains("messages", item.Operations![HttpMethod.Post].RequestBody!.Content!["application/json"].Schema!.Properties!.Keys);
        Assert.Equal((HttpStatusCode.BadRequest, "BAD_REQUEST"), (refused.Status, refused.ErrorCode));
    }

    [Theory]
    [InlineData(Serving.ServingTask.Completions)]
    [InlineData(Serving.ServingTask.Embeddings)]
    [InlineData(Serving.ServingTask.Predict)]
    public async Task Every_task_has_a_schema_of_its_own(Serving.ServingTask task)
    {
        await CreateAsync();
        var endpoint = server.Endpoints.All[_name];
        server.Endpoints.All[_name] = endpoint with
        {
            Config = endpoint.Config! with { ServedEntities = [Samples.Gpt() with { Task = task }] },
        };
        var schema = await server.GetAsync($"{Path}/openapi", OwnerToken);

        Assert.Empty(OpenApiDocument.Parse(schema.Body, "json").Diagnostic!.Errors);
    }

    [Theory]
    [InlineData("POST", "/pt", """{"name": "units"}""", "config.served_entities: needs an entity.")]
    [InlineData("POST", "/pt", """{"name": "units", "config": {"served_entities": [{"entity_name": "a.b.c"}]}}""", "config.served_entities[0].provisioned_model_units: is missing.")]
    public async Task What_is_asked_for_in_model_units_names_them(string method, string path, string body, string message)
    {
        var answer = await server.SendAsync(new HttpMethod(method), Endpoints + path, OwnerToken, body);

        Assert.Equal((HttpStatusCode.BadRequest, "INVALID_PARAMETER_VALUE", message), (answer.Status, answer.ErrorCode, answer.Message));
    }

    private async Task CreateAsync()
    {
        var answer = await server.SendAsync(HttpMethod.Post, Endpoints, OwnerToken, JsonSerializer.Serialize(new { name = _name }));
        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }
}
