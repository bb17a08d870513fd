using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Andamento.Api.Control.Writing;
using Andamento.Endpoints;

namespace Andamento.Tests.Unit.Control;

public sealed class EndpointJsonTests
{
    [Fact]
    public void An_external_endpoint_looks_like_this() => Same(
        """
        {
          "name": "chat",
          "id": "0123456789abcdef0123456789abcdef",
          "creator": "owner@example.com",
          "creator_display_name": "owner@example.com",
          "creator_kind": "User",
          "creation_timestamp": 1700000000000,
          "last_updated_timestamp": 1700000005000,
          "state": {"ready": "READY", "config_update": "NOT_UPDATING"},
          "tags": [{"key": "team", "value": "search"}, {"key": "bare"}],
          "task": "llm/v1/chat",
          "endpoint_type": "EXTERNAL_MODEL",
          "permission_level": "CAN_MANAGE",
          "route_optimized": false,
          "description": "",
          "config": {
            "served_entities": [{
              "name": "gpt",
              "external_model": {
                "provider": "custom", "name": "gpt-4o", "task": "llm/v1/chat",
                "custom_provider_config": {
                  "custom_provider_url": "https://example.com/v1",
                  "api_key_auth": {"key": "x-key", "value": "{{secrets/scope/key}}"},
                  "region": "eu"
                }
              },
              "state": {"deployment": "DEPLOYMENT_READY", "deployment_state_message": ""},
              "creator": "owner@example.com",
              "creation_timestamp": 1700000000000
            }],
            "served_models": [{
              "name": "gpt",
              "state": {"deployment": "DEPLOYMENT_READY", "deployment_state_message": ""},
              "creator": "owner@example.com",
              "creation_timestamp": 1700000000000
            }],
            "traffic_config": {"routes": [{"served_model_name": "gpt", "served_entity_name": "gpt", "traffic_percentage": 100}]},
            "config_version": 1
          }
        }
        """,
        Write(json => EndpointJson.WriteDetailed(json, Samples.External(), PermissionLevel.CanManage)));

    [Theory]
    [InlineData(true, "READY")]
    [InlineData(false, "DISABLED")]
    public void The_older_inference_table_is_repeated_with_its_state(bool enabled, string status)
    {
        var endpoint = Samples.External();
        var capture = new Gateway.InferenceTableConfig { Enabled = enabled, CatalogName = "main", SchemaName = "logs", TableNamePrefix = "talk" };
        var written = Write(json => EndpointJson.WriteDetailed(
            json, endpoint with { Config = endpoint.Config! with { AutoCapture = capture } }, PermissionLevel.CanManage));

        Same(
            $$"""
            {
              "catalog_name": "main", "schema_name": "logs", "table_name_prefix": "talk", "enabled": {{(enabled ? "true" : "false")}},
              "state": {"payload_table": {"name": "main.logs.talk_payload", "status": "{{status}}", "status_message": ""} }
            }
            """,
            JsonNode.Parse(written)!["config"]!["auto_capture_config"]!.ToJsonString());
    }

    [Fact]
    public void An_endpoint_that_deploys_its_first_config_looks_like_this() => Same(
        """
        {
          "name": "minilm",
          "id": "fedcba9876543210fedcba9876543210",
          "creator": "owner@example.com",
          "creator_display_name": "owner@example.com",
          "creator_kind": "User",
          "creation_timestamp": 1700000000000,
          "last_updated_timestamp": 1700000000000,
          "state": {"ready": "NOT_READY", "config_update": "IN_PROGRESS"},
          "tags": [],
          "endpoint_type": "CUSTOM_MODEL",
          "permission_level": "CAN_MANAGE",
          "route_optimized": false,
          "description": "über",
          "pending_config": {
            "served_entities": [{
              "name": "minilm-1",
              "entity_name": "system.ai.minilm",
              "entity_version": "1",
              "workload_size": "Small",
              "workload_type": "CPU",
              "scale_to_zero_enabled": false,
              "min_provisioned_concurrency": 4,
              "max_provisioned_concurrency": 4,
              "environment_vars": {"MODE": "fast"},
              "state": {"deployment": "DEPLOYMENT_CREATING", "deployment_state_message": "loading"},
              "creator": "owner@example.com",
              "creation_timestamp": 1700000000000
            }],
            "served_models": [{
              "name": "minilm-1",
              "model_name": "system.ai.minilm",
              "model_version": "1",
              "workload_size": "Small",
              "workload_type": "CPU",
              "scale_to_zero_enabled": false,
              "min_provisioned_concurrency": 4,
              "max_provisioned_concurrency": 4,
              "environment_vars": {"MODE": "fast"},
              "state": {"deployment": "DEPLOYMENT_CREATING", "deployment_state_message": "loading"},
              "creator": "owner@example.com",
              "creation_timestamp": 1700000000000
            }],
            "traffic_config": {
              "routes": [{"served_model_name": "minilm-1", "served_entity_name": "minilm-1", "traffic_percentage": 100}]
            },
            "config_version": 1,
            "start_time": 1700000005000
          }
        }
        """,
        Write(json => EndpointJson.WriteDetailed(json, Samples.Deploying(), PermissionLevel.CanManage)));

    [Fact]
    public void A_row_of_the_list_has_a_summary_of_the_config()
    {
        var row = JsonNode.Parse(Write(json => EndpointJson.WriteRow(
            json, Samples.Deploying() with { Config = Samples.Deploying().PendingConfig, Kind = EndpointKind.Foundation },
            PermissionLevel.CanView)))!;

        Same(
            """
            {
              "served_entities": [{
                "name": "minilm-1", "entity_name": "system.ai.minilm", "entity_version": "1",
                "foundation_model": {"name": "system.ai.minilm"}
              }],
              "served_models": [{"name": "minilm-1", "model_name": "system.ai.minilm", "model_version": "1"}]
            }
            """,
            row["config"]!.ToJsonString());
        Assert.Null(row["pending_config"]);
        Assert.Equal("CAN_VIEW", (string?)row["permission_level"]);
    }

    [Fact]
    public void Every_state_and_kind_has_a_name_of_its_own()
    {
        Assert.Distinct(Enum.GetValues<ConfigUpdateState>().Select(WireNames.Of));
        Assert.Distinct(Enum.GetValues<DeploymentState>().Select(WireNames.Of));
        Assert.Distinct(Enum.GetValues<EndpointKind>().Select(kind => WireNames.Of(kind)));
    }

    private static string Write(Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes)) write(json);

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    // Also the order of members, which people read.
    private static void Same(string expected, string actual) => Assert.Equal(Indented(expected), Indented(actual));

    private static string Indented(string json) =>
        JsonNode.Parse(json)!.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
}
