using System.Text;
using System.Text.Json;
using Andamento.Api.Control.Reading;
using Andamento.Api.Control.Writing;
using Andamento.Gateway;
using Andamento.Serving;

namespace Andamento.Tests.Unit.Control;

public sealed class GatewayBodyTests
{
    [Fact]
    public void Everything_that_is_sent_is_read_and_written_again()
    {
        const string sent = """
            {
              "fallback_config": {"enabled": true},
              "guardrails": {
                "input": {"invalid_keywords": ["zeus", " hera "], "safety": "true", "valid_topics": ["gods"], "pii": {"behavior": "BLOCK"}},
                "output": {"safety": false, "valid_topics": ["ignored"], "pii": {"behavior": "MASK"}}
              },
              "inference_table_config": {"enabled": true, "catalog_name": "main", "schema_name": "logs", "table_name_prefix": "chat"},
              "rate_limits": [{"key": "user", "calls": 100, "renewal_period": "minute"}],
              "usage_tracking_config": {"enabled": true}
            }
            """;

        Assert.Equal(
            """{"fallback_config":{"enabled":true},"guardrails":{"input":{"invalid_keywords":["zeus","hera"],"safety":true,"valid_topics":["gods"],"pii":{"behavior":"BLOCK"}},"output":{"safety":false,"pii":{"behavior":"MASK"}}},"inference_table_config":{"enabled":true,"catalog_name":"main","schema_name":"logs","table_name_prefix":"chat"},"rate_limits":[{"key":"user","renewal_period":"minute","calls":100}],"usage_tracking_config":{"enabled":true}}""",
            Written(Read(sent)));
    }

    [Theory]
    [InlineData("true", ",\"table_name_prefix\":\"chat-endpoint\"")]
    [InlineData("false", "")]
    public void A_table_without_a_prefix_is_called_after_the_endpoint_where_it_is_written_to(string enabled, string prefix) => Assert.Equal(
        $$$"""{"inference_table_config":{"enabled":{{{enabled}}},"catalog_name":"c","schema_name":"s"{{{prefix}}} } }""".Replace(" ", "", StringComparison.Ordinal),
        Written(Read($$$"""{"inference_table_config": {"enabled": {{{enabled}}}, "catalog_name": "c", "schema_name": "s"}}""")));

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"guardrails": {}, "rate_limits": [], "fallback_config": {"enabled": false}, "usage_tracking_config": {}}""")]
    [InlineData("""{"guardrails": {"input": null, "output": null}, "inference_table_config": null, "unknown": 1}""")]
    public void What_asks_for_nothing_is_nothing(string body)
    {
        Assert.Equal("{}", Written(Read(body)));
        Assert.False(GatewayJson.IsSet(Read(body)));
    }

    [Theory]
    [InlineData("""{"guardrails": {"input": {"pii": {"behavior": "HIDE"}}}}""", "guardrails.input.pii.behavior")]
    [InlineData("""{"guardrails": {"output": {"invalid_keywords": "zeus"}}}""", "guardrails.output.invalid_keywords")]
    [InlineData("""{"guardrails": {"input": {"valid_topics": [1]}}}""", "guardrails.input.valid_topics[0]")]
    [InlineData("""{"guardrails": []}""", "guardrails")]
    [InlineData("""{"fallback_config": {}}""", "fallback_config.enabled")]
    [InlineData("""{"inference_table_config": {"catalog_name": "main"}}""", "inference_table_config.enabled")]
    [InlineData("""{"rate_limits": [{"calls": 1}]}""", "rate_limits[0].renewal_period")]
    public void A_field_at_fault_is_named(string body, string field) =>
        Assert.Equal((FailureKind.InvalidParameter, field), Refusal(body));

    private static (FailureKind Kind, string? Param) Refusal(string body)
    {
        var refused = Assert.Throws<ServingException>(() => Read(body));
        return (refused.Kind, refused.Param);
    }

    private static AiGatewayConfig Read(string body)
    {
        using var document = JsonDocument.Parse(body);
        return GatewayBody.Read(new JsonField(document.RootElement, ""));
    }

    private static string Written(AiGatewayConfig gateway)
    {
        using var output = new MemoryStream();
        using (var json = new Utf8JsonWriter(output)) GatewayJson.Write(json, gateway, "chat-endpoint");

        return Encoding.UTF8.GetString(output.ToArray());
    }
}
