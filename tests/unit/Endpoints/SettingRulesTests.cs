using Andamento.Endpoints;
using Andamento.Serving;

namespace Andamento.Tests.Unit.Endpoints;

public sealed class SettingRulesTests
{
    [Fact]
    public void Deletes_come_first_and_adding_overwrites()
    {
        var next = SettingRules.NextTags(
            [new("a", "1"), new("b", "2"), new("c", "3")],
            new() { Caller = "me", AddTags = [new("b", "new"), new("c", "back"), new("d", null)], DeleteTags = ["c", "unknown"] });

        Assert.Equal<EndpointTag>([new("a", "1"), new("b", "new"), new("c", "back"), new("d", null)], next);
    }

    [Fact]
    public void A_tag_is_added_once_and_has_a_key()
    {
        Assert.StartsWith("add_tags[1].key", Refusal(() => SettingRules.NextTags(
            [], new() { Caller = "me", AddTags = [new("a", null), new("a", null)] })), StringComparison.Ordinal);
        Assert.StartsWith("add_tags[0].key", Refusal(() => SettingRules.NextTags(
            [], new() { Caller = "me", AddTags = [new("", null)] })), StringComparison.Ordinal);
        Assert.StartsWith("add_tags", Refusal(() => SettingRules.NextTags(
            [], new() { Caller = "me", AddTags = [.. Enumerable.Range(0, 101).Select(number => new EndpointTag($"{number}", null))] })), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_addresses_are_told()
    {
        SettingRules.CheckNotifications(new(["ann@example.com"], []));

        Assert.StartsWith(
            "email_notifications.on_update_failure[1]: 'Bob <bob@example.com>'",
            Refusal(() => SettingRules.CheckNotifications(new([], ["bob@example.com", "Bob <bob@example.com>"]))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void A_sample_is_a_fraction(double fraction) => Assert.StartsWith(
        "telemetry_config.inference_table_config.sampling_fraction",
        Refusal(() => SettingRules.CheckTelemetry(new() { SamplingFraction = fraction })), StringComparison.Ordinal);

    [Fact]
    public void External_models_have_no_telemetry_here()
    {
        SettingRules.CheckKind("telemetry_config", EndpointKind.Custom);
        SettingRules.CheckKind("telemetry_config", null);

        Assert.StartsWith(
            "telemetry_config", Refusal(() => SettingRules.CheckKind("telemetry_config", EndpointKind.External)), StringComparison.Ordinal);
    }

    private static string Refusal(Action act) => Wishes.Refusal(act).Message;
}
