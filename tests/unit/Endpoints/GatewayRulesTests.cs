using Andamento.Endpoints;
using Andamento.Gateway;
using Andamento.RateLimits;
using Andamento.Serving;

namespace Andamento.Tests.Unit.Endpoints;

public sealed class GatewayRulesTests
{
    public static TheoryData<AiGatewayConfig, string> Unacceptable => new()
    {
        { new() { InputGuardrails = new() { InvalidKeywords = ["a", " "] } }, "x.guardrails.input.invalid_keywords[1]" },
        { new() { OutputGuardrails = new() { InvalidKeywords = [new('a', 101)] } }, "x.guardrails.output.invalid_keywords[0]" },
        { new() { InputGuardrails = new() { ValidTopics = [.. Enumerable.Range(0, 501).Select(number => $"{number}")] } }, "x.guardrails.input.valid_topics" },
        { new() { InputGuardrails = new() { Pii = (PiiBehavior)9 } }, "x.guardrails.input.pii.behavior" },
        { new() { InferenceTable = new() { Enabled = true, SchemaName = "s" } }, "x.inference_table_config.catalog_name" },
        { new() { InferenceTable = new() { Enabled = true, CatalogName = "c" } }, "x.inference_table_config.schema_name" },
        { new() { InferenceTable = new() { Enabled = false, CatalogName = "../c" } }, "x.inference_table_config.catalog_name" },
        { new() { RateLimits = [new(RateLimitKey.User, -1)] }, "x.rate_limits[0].calls" },
    };

    [Theory]
    [MemberData(nameof(Unacceptable))]
    public void A_field_at_fault_is_named(AiGatewayConfig gateway, string field) =>
        Assert.Equal(field, Refusal(() => GatewayRules.Check(gateway, "x.")));

    [Fact]
    public void As_much_as_is_allowed_is_taken() => GatewayRules.Check(
        new()
        {
            InputGuardrails = new() { InvalidKeywords = [.. Enumerable.Repeat(new string('a', 100), 500)] },
            InferenceTable = new() { Enabled = true, CatalogName = "main", SchemaName = "my-logs" },
        },
        "");

    [Theory]
    [InlineData(null, true, true, true)]
    [InlineData(EndpointKind.External, true, true, true)]
    [InlineData(EndpointKind.Foundation, false, true, true)]
    [InlineData(EndpointKind.Custom, false, false, true)]
    public void A_feature_goes_with_the_kinds_that_have_it(EndpointKind? kind, bool fallback, bool guardrails, bool others)
    {
        Assert.Equal(fallback, Goes(new() { FallbackEnabled = true }));
        Assert.Equal(guardrails, Goes(new() { InputGuardrails = new() }));
        Assert.Equal(guardrails, Goes(new() { OutputGuardrails = new() }));
        Assert.Equal(others, Goes(new() { UsageTrackingEnabled = true, InferenceTable = new(), RateLimits = [new(RateLimitKey.User, 1)] }));

        bool Goes(AiGatewayConfig gateway) => Record.Exception(() => GatewayRules.CheckKind(gateway, kind, "")) is null;
    }

    [Fact]
    public void A_table_is_disabled_before_it_is_moved()
    {
        var table = new InferenceTableConfig { Enabled = true, CatalogName = "c", SchemaName = "s" };

        Assert.Equal("inference_table_config.catalog_name", Refusal(() => Check(table with { CatalogName = "d" })));
        Assert.Equal("inference_table_config.schema_name", Refusal(() => Check(table with { SchemaName = "t" })));
        Assert.Equal("inference_table_config.table_name_prefix", Refusal(() => Check(table with { TableNamePrefix = "p" })));
        Check(table with { TableNamePrefix = "chat" }); // what it was called already
        Check(table with { Enabled = false, CatalogName = "d" });
        Check(null);
        GatewayRules.CheckTable(table with { Enabled = false }, table with { CatalogName = "d" }, "chat");

        void Check(InferenceTableConfig? next) => GatewayRules.CheckTable(table, next, "chat");
    }

    private static string? Refusal(Action check)
    {
        var refused = Assert.Throws<ServingException>(check);
        Assert.Equal(FailureKind.InvalidParameter, refused.Kind);
        return refused.Param;
    }
}
