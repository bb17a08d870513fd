using System.Text;
using System.Text.Json;
using Andamento.Api.Control.Reading;
using Andamento.Endpoints;
using Andamento.Gateway;
using Andamento.Identity;
using Andamento.RateLimits;
using Andamento.Serving;

namespace Andamento.Tests.Unit.Control;

public sealed class EndpointBodiesTests
{
    private static readonly Principal Caller = new() { Id = "1", Name = "owner@example.com" };

    [Fact]
    public void An_external_endpoint_is_read_with_its_provider_settings_flattened()
    {
        var command = Create(
            """
            {
              "name": "chat",
              "config": {
                "served_entities": [{
                  "name": "gpt",
                  "external_model": {
                    "name": "gpt-4o", "provider": "custom", "task": "llm/v1/chat",
                    "custom_provider_config": {
                      "custom_provider_url": "https://example.com", "retries": 3, "strict": true, "none": null,
                      "api_key_auth": {"key": "x-key", "value_plaintext": "s3cret"}
                    }
                  }
                }],
                "traffic_config": {"routes": [{"served_model_name": "gpt", "traffic_percentage": "100"}]}
              },
              "rate_limits": [{"key": "user", "calls": "100", "renewal_period": "minute"}],
              "tags": [{"key": "team", "value": "search"}, {"key": "bare"}],
              "description": "a chat", "route_optimized": "false", "budget": {"unknown": []}
            }
            """);

        Assert.Same(Caller, command.Caller);
        var entity = Assert.Single(command.Config!.ServedEntities!.Value);
        Assert.Equal(("gpt", "custom", "gpt-4o", "llm/v1/chat"), (
            entity.Name, entity.ExternalModel!.Provider, entity.ExternalModel.Name, entity.ExternalModel.Task));
        var config = Assert.Single(entity.ExternalModel.Configs);
        Assert.Equal("custom_provider_config", config.Name);
        Assert.Equal<NamedValue>(
            [
                new("custom_provider_url", "https://example.com"), new("retries", "3"), new("strict", "true"),
                new("api_key_auth.key", "x-key"), new("api_key_auth.value_plaintext", "s3cret"),
            ],
            config.Settings);
        Assert.Equal<TrafficRoute>([new("gpt", 100)], command.Config.Routes!.Value);
        Assert.Equal<RateLimitRule>([new(RateLimitKey.User, 100)], command.RateLimits);
        Assert.Equal<EndpointTag>([new("team", "search"), new("bare", null)], command.Tags);
        Assert.Equal(("a chat", false), (command.Description, command.RouteOptimized));
    }

    [Theory]
    [InlineData("""{"catalog_name": "main", "schema_name": "logs"}""", true, null)]
    [InlineData("""{"catalog_name": "main", "schema_name": "logs", "table_name_prefix": "talk", "enabled": "false"}""", false, "talk")]
    public void The_older_inference_table_is_enabled_unless_the_body_says_otherwise(string capture, bool enabled, string? prefix)
    {
        var command = Create($$"""{"name": "chat", "config": {"auto_capture_config": {{capture}} } }""");

        Assert.Equal(
            new AutoCaptureInput { Enabled = enabled, CatalogName = "main", SchemaName = "logs", TableNamePrefix = prefix },
            command.Config!.AutoCapture);
    }

    [Fact]
    public void The_older_form_of_entities_is_read_like_the_new_one()
    {
        var config = Config(
            """
            {"served_models": [{
              "name": "m", "model_name": "a.b.c", "model_version": 3, "workload_size": "Small", "workload_type": "CPU",
              "scale_to_zero_enabled": "true", "min_provisioned_concurrency": "4", "max_provisioned_concurrency": 8,
              "environment_vars": {"MODE": "fast"}}]}
            """);

        var entity = Assert.Single(config.ServedEntities!.Value);
        Assert.Equal(
            new ServedEntityInput
            {
                Name = "m", EntityName = "a.b.c", EntityVersion = "3", WorkloadSize = "Small", WorkloadType = "CPU",
                ScaleToZeroEnabled = true, MinProvisionedConcurrency = 4, MaxProvisionedConcurrency = 8,
                EnvironmentVars = entity.EnvironmentVars,
            },
            entity);
        Assert.Equal<NamedValue>([new("MODE", "fast")], entity.EnvironmentVars);
    }

    [Fact]
    public void Throughput_may_be_asked_for_in_model_units()
    {
        var config = Config("""{"served_entities": [{"entity_name": "a.b.c", "entity_version": "1", "provisioned_model_units": 2, "burst_scaling_enabled": false}]}""");

        Assert.Equal((2, false), (config.ServedEntities!.Value[0].ProvisionedModelUnits, config.ServedEntities.Value[0].BurstScalingEnabled));
    }

    [Theory]
    [InlineData("{}", false, false)]
    [InlineData("""{"served_entities": null, "name": "other"}""", false, false)]
    [InlineData("""{"served_entities": []}""", true, false)]
    [InlineData("""{"traffic_config": {"routes": []}}""", false, true)]
    public void What_a_config_does_not_say_stays_unsaid(string json, bool entities, bool routes)
    {
        var config = Config(json);

        Assert.Equal((entities, routes), (config.ServedEntities.HasValue, config.Routes.HasValue));
    }

    [Theory]
    [InlineData("""{"served_entities": {}}""", "served_entities: must be a list, not an object.")]
    [InlineData("""{"served_entities": [1]}""", "served_entities[0]: must be an object.")]
    [InlineData(
        """{"served_entities": [{}], "served_models": [{}]}""",
        "served_models: is the older name of served_entities; send one of them.")]
    [InlineData(
        """{"served_entities": [{"external_model": {"task": 1}}]}""",
        "served_entities[0].external_model.task: must be a string, not a number.")]
    [InlineData(
        """{"served_entities": [{"external_model": {"openai_config": {"openai_api_key": ["s3cret"]}}}]}""",
        "served_entities[0].external_model.openai_config.openai_api_key: must be a string, not a list.")]
    [InlineData(
        """{"served_entities": [{"external_model": {"openai_config": {"a.b": "c"}}}]}""",
        "served_entities[0].external_model.openai_config.a.b: must not have a dot in its name.")]
    [InlineData("""{"served_models": [{}]}""", "served_models[0].model_name: is missing.")]
    [InlineData(
        """{"served_entities": [{"environment_vars": {"A": 1}}]}""",
        "served_entities[0].environment_vars.A: must be a string, not a number.")]
    [InlineData(
        """{"traffic_config": {"routes": [{"served_model_name": "a", "traffic_percentage": 1.5}]}}""",
        "traffic_config.routes[0].traffic_percentage: must be a whole number.")]
    [InlineData(
        """{"traffic_config": {"routes": [{"traffic_percentage": 1}]}}""",
        "traffic_config.routes[0].served_entity_name: is missing.")]
    [InlineData(
        """{"traffic_config": {"routes": [{"served_model_name": "a", "served_entity_name": "b", "traffic_percentage": 1}]}}""",
        "traffic_config.routes[0].served_entity_name: 'b' and served_model_name 'a' must be the same.")]
    public void A_config_of_another_shape_is_refused_by_its_path(string json, string message)
    {
        var refused = Assert.Throws<ServingException>(() => Config(json));

        Assert.Equal((FailureKind.InvalidParameter, message), (refused.Kind, refused.Message));
    }

    [Fact]
    public void A_gateway_may_come_with_the_endpoint()
    {
        var command = Create("""{"ai_gateway": {"guardrails": {"input": {"safety": true}}, "rate_limits": [{"calls": 1, "renewal_period": "minute"}]}}""");

        Assert.True(command.Gateway.InputGuardrails!.Safety);
        Assert.Equal<RateLimitRule>([new(RateLimitKey.Endpoint, 1)], command.Gateway.RateLimits);
        Assert.Same(AiGatewayConfig.None, Create("{}").Gateway);
    }

    [Theory]
    [InlineData("""{"ai_gateway": {"guardrails": {"input": {"pii": {"behavior": "HIDE"}}}}}""", "ai_gateway.guardrails.input.pii.behavior")]
    [InlineData("""{"ai_gateway": []}""", "ai_gateway")]
    [InlineData("""{"ai_gateway": {"rate_limits": [{"calls": 1, "renewal_period": "minute"}]}, "rate_limits": [{"calls": 2, "renewal_period": "minute"}]}""", "rate_limits")]
    public void A_field_of_the_gateway_at_fault_is_named(string json, string field)
    {
        var refused = Assert.Throws<ServingException>(() => Create(json));

        Assert.Equal((FailureKind.InvalidParameter, field), (refused.Kind, refused.Param));
    }

    private static CreateEndpoint Create(string json) => EndpointBodies.ReadCreate(Body(json), Caller);

    private static EndpointConfigInput Config(string json) => EndpointBodies.ReadConfig(Body(json));

    private static JsonField Body(string json) => new(JsonDocument.Parse(Encoding.UTF8.GetBytes(json)).RootElement, "");
}
