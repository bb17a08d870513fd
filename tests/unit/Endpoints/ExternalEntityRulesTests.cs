using Andamento.Endpoints;
using static Andamento.Tests.Unit.Endpoints.Wishes;

namespace Andamento.Tests.Unit.Endpoints;

public sealed class ExternalEntityRulesTests
{
    private const string Path = "config.served_entities[0].external_model";

    [Fact]
    public void A_valid_entity_keeps_its_settings_and_names_its_secrets()
    {
        var plan = Assert.IsType<ExternalPlan>(Plan(External())[0]);

        Assert.Equal(
            [("parrot_key", "{{secrets/birds/polly}}"), ("parrot_region", "jungle")],
            plan.Model.Settings.Select(setting => (setting.Name, setting.Value)));
        var (field, secret) = Assert.Single(plan.Secrets);
        Assert.Equal($"{Path}.parrot_config.parrot_key", field);
        Assert.Equal(("birds", "polly"), (secret.Scope, secret.Key));
        Assert.Empty(plan.Plaintext);
    }

    [Fact]
    public void A_plaintext_secret_is_kept_apart_from_what_is_stored()
    {
        var plan = Assert.IsType<ExternalPlan>(
            Plan(External().With(("parrot_key_plaintext", "squawk"), ("parrot_region", "jungle")))[0]);

        Assert.Equal(new("parrot_key", "squawk"), Assert.Single(plan.Plaintext));
        Assert.Equal(["parrot_region"], plan.Model.Settings.Select(setting => setting.Name));
    }

    [Fact]
    public void A_setting_that_the_provider_does_not_know_is_not_kept()
    {
        var plan = Assert.IsType<ExternalPlan>(Plan(External().With(
            ("parrot_key", "{{secrets/a/b}}"), ("parrot_region", "jungle"), ("other_key_plaintext", "leak")))[0]);

        Assert.DoesNotContain(plan.Model.Settings.Concat(plan.Plaintext), setting => setting.Value == "leak");
    }

    [Fact]
    public void A_setting_whose_capitals_do_not_matter_is_kept_in_small_letters()
    {
        var plan = Assert.IsType<ExternalPlan>(Plan(External().With(
            ("parrot_key", "{{secrets/a/b}}"), ("parrot_region", "Jungle"), ("parrot_breed", "Macaw")))[0]);

        Assert.Equal(
            ["Jungle", "macaw"],
            plan.Model.Settings.Where(setting => setting.Name is "parrot_region" or "parrot_breed").Select(setting => setting.Value));
    }

    [Fact]
    public void A_secret_is_given_once()
    {
        Assert.Equal(
            $"{Path}.parrot_config.parrot_key: or parrot_key_plaintext is required.",
            Refusal(External().With(("parrot_region", "jungle"))).Message);
        Assert.Equal(
            $"{Path}.parrot_config.parrot_key: excludes parrot_key_plaintext; give one of them.",
            Refusal(External().With(
                ("parrot_key", "{{secrets/a/b}}"), ("parrot_key_plaintext", "x"), ("parrot_region", "jungle"))).Message);
    }

    [Fact]
    public void What_stands_in_place_of_a_reference_is_not_repeated()
    {
        var refused = Refusal(External().With(("parrot_key", "sk-real-key"), ("parrot_region", "jungle")));

        Assert.Equal($"{Path}.parrot_config.parrot_key", refused.Param);
        Assert.DoesNotContain("sk-real-key", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ftp://nest")]
    [InlineData("nest")]
    public void An_address_is_one_of_the_web(string address) => Assert.Equal(
        $"{Path}.parrot_config.parrot_base",
        Refusal(External().With(("parrot_key", "{{secrets/a/b}}"), ("parrot_region", "jungle"), ("parrot_base", address))).Param);

    [Fact]
    public void A_required_setting_is_asked_for_by_name() => Assert.Equal(
        $"{Path}.parrot_config.parrot_region: is required. Its region.",
        Refusal(External().With(("parrot_key", "{{secrets/a/b}}"), ("parrot_region", ""))).Message);

    [Fact]
    public void A_provider_may_have_rules_of_its_own() => Assert.Equal(
        $"{Path}.parrot_config: parrot_region: there are no parrots there.",
        Refusal(External().With(("parrot_key", "{{secrets/a/b}}"), ("parrot_region", "moon"))).Message);

    [Fact]
    public void The_config_is_that_of_the_provider()
    {
        Assert.Equal(
            $"{Path}.parrot_config: is required for provider 'parrot'.",
            Refusal(External().With(model => model with { Configs = [] })).Message);
        Assert.Equal(
            $"{Path}.owl_config: does not go with provider 'parrot', which takes parrot_config.",
            Refusal(External().With(model => model with { Configs = [Config("owl_config")] })).Message);
    }

    [Theory]
    [InlineData(null, "provider", "is required")]
    [InlineData("owl", "provider", "'owl' is no provider of this cluster")]
    public void A_provider_is_one_of_this_cluster(string? provider, string field, string why)
    {
        var refused = Refusal(External().With(model => model with { Provider = provider }));

        Assert.Equal($"{Path}.{field}", refused.Param);
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("llm/v1/responses")]
    [InlineData("llm/v1/completions")]
    public void A_task_is_one_that_the_provider_does(string? task) =>
        Assert.Equal($"{Path}.task", Refusal(External(task: task!)).Param);

    [Theory]
    [InlineData("workload_size")]
    [InlineData("workload_type")]
    [InlineData("scale_to_zero_enabled")]
    [InlineData("min_provisioned_concurrency")]
    [InlineData("max_provisioned_concurrency")]
    [InlineData("environment_vars")]
    [InlineData("instance_profile_arn")]
    [InlineData("entity_version")]
    public void An_external_model_needs_no_compute(string field)
    {
        var entity = field switch
        {
            "workload_size" => External() with { WorkloadSize = "Small" },
            "workload_type" => External() with { WorkloadType = "CPU" },
            "scale_to_zero_enabled" => External() with { ScaleToZeroEnabled = true },
            "min_provisioned_concurrency" => External() with { MinProvisionedConcurrency = 4 },
            "max_provisioned_concurrency" => External() with { MaxProvisionedConcurrency = 4 },
            "environment_vars" => External() with { EnvironmentVars = [new("A", "b")] },
            "instance_profile_arn" => External() with { InstanceProfileArn = "arn" },
            _ => External() with { EntityVersion = "1" },
        };

        Assert.Equal($"config.served_entities[0].{field}: does not go with external_model.", Refusal(entity).Message);
    }
}
