using Andamento.Endpoints;
using Andamento.Gateway;
using Andamento.Serving;

namespace Andamento.Tests.Unit.Endpoints;

public class AutoCaptureRulesTests
{
    private static readonly InferenceTableConfig Enabled =
        new() { Enabled = true, CatalogName = "main", SchemaName = "logs", TableNamePrefix = "chat" };

    [Fact]
    public void A_table_is_called_like_its_endpoint_unless_it_is_given_a_name() =>
        Assert.Equal(Enabled, Plan(new() { CatalogName = "main", SchemaName = "logs" }, current: null));

    [Fact]
    public void An_update_that_says_nothing_leaves_it_as_it_was() => Assert.Same(Enabled, Plan(null, Enabled));

    [Fact]
    public void It_can_be_disabled_without_naming_the_table_again() =>
        Assert.Equal(Enabled with { Enabled = false }, Plan(new() { Enabled = false }, Enabled));

    [Theory]
    [InlineData("other", null, null, "config.auto_capture_config.catalog_name")]
    [InlineData(null, "other", null, "config.auto_capture_config.schema_name")]
    [InlineData(null, null, "other", "config.auto_capture_config.table_name_prefix")]
    public void Its_table_cannot_change_while_it_is_enabled(string? catalog, string? schema, string? prefix, string field) =>
        Refused(new() { CatalogName = catalog, SchemaName = schema, TableNamePrefix = prefix }, Enabled, field);

    [Fact]
    public void Once_disabled_it_stays_so() =>
        Refused(new() { Enabled = true }, Enabled with { Enabled = false }, "config.auto_capture_config.enabled");

    [Fact]
    public void A_catalog_and_a_schema_are_needed()
    {
        Refused(new() { SchemaName = "logs" }, null, "config.auto_capture_config.catalog_name");
        Refused(new() { CatalogName = "main", SchemaName = "" }, null, "config.auto_capture_config.schema_name");
    }

    [Fact]
    public void Names_are_plain() =>
        Refused(new() { CatalogName = "main", SchemaName = "../etc" }, null, "config.auto_capture_config.schema_name");

    private static InferenceTableConfig? Plan(AutoCaptureInput? sent, InferenceTableConfig? current) =>
        AutoCaptureRules.Plan(sent, current, "chat", "config.");

    private static void Refused(AutoCaptureInput sent, InferenceTableConfig? current, string field)
    {
        var failed = Assert.Throws<ServingException>(() => Plan(sent, current));
        Assert.Equal((FailureKind.InvalidParameter, field), (failed.Kind, failed.Param));
    }
}
