using Andamento.Endpoints;
using Andamento.Replicas;
using static Andamento.Tests.Unit.Endpoints.Wishes;

namespace Andamento.Tests.Unit.Endpoints;

public sealed class ModelEntityRulesTests
{
    private const string Path = "config.served_entities[0]";

    [Theory]
    [InlineData(null, 4)]
    [InlineData("Small", 4)]
    [InlineData("Medium", 16)]
    [InlineData("Large", 64)]
    public void A_size_stands_for_requests_at_once(string? size, int expected) =>
        Assert.Equal(expected, Compute(Model() with { WorkloadSize = size }).Concurrency);

    [Fact]
    public void Without_a_size_or_a_concurrency_an_entity_is_small_and_on_a_cpu()
    {
        var compute = Compute(Model());

        Assert.Equal(("Small", "CPU", Accelerator.None), (compute.WorkloadSize, compute.WorkloadType, compute.Accelerator));
    }

    [Fact]
    public void A_concurrency_replaces_the_size()
    {
        var compute = Compute(Model() with { MinProvisionedConcurrency = 0, MaxProvisionedConcurrency = 12 });

        Assert.Equal((null, 12), (compute.WorkloadSize, compute.Concurrency));
    }

    [Theory]
    [InlineData("GPU_SMALL")]
    [InlineData("MULTIGPU_MEDIUM")]
    public void A_gpu_workload_needs_a_silo_with_cuda(string type) =>
        Assert.Equal(Accelerator.Cuda, Compute(Model() with { WorkloadType = type }).Accelerator);

    [Fact]
    public void What_cannot_be_is_refused_by_its_field()
    {
        Refused("workload_type", Model() with { WorkloadType = "TPU" });
        Refused("workload_size", Model() with { WorkloadSize = "Tiny" });
        Refused("workload_size", Model() with { WorkloadSize = "Small", MaxProvisionedConcurrency = 4 });
        Refused("min_provisioned_concurrency", Model() with { MinProvisionedConcurrency = 8, MaxProvisionedConcurrency = 4 });
        Refused("min_provisioned_concurrency", Model() with { MinProvisionedConcurrency = -4, MaxProvisionedConcurrency = 4 });
        Refused("max_provisioned_concurrency", Model() with { MaxProvisionedConcurrency = 0 });
        Refused("max_provisioned_concurrency", Model() with { MinProvisionedConcurrency = 4 });
        Refused("min_provisioned_concurrency", Model() with { MinProvisionedConcurrency = 2, MaxProvisionedConcurrency = 4 });
        Refused("max_provisioned_concurrency", Model() with { MaxProvisionedConcurrency = 6 });
        Refused("entity_version", Model() with { EntityVersion = null });
        Refused("entity_version", Model() with { EntityVersion = "0" });
        Refused("entity_version", Model() with { EntityVersion = "latest" });
        Refused("entity_name", Model() with { EntityName = "../secrets" });
        Refused("entity_name", Model() with { EntityName = "a.b.c.d" });
    }

    [Fact]
    public void Environment_variables_have_names_and_well_formed_references()
    {
        Refused("environment_vars", Model() with { EnvironmentVars = [new("1A", "b")] });
        Refused("environment_vars.KEY", Model() with { EnvironmentVars = [new("KEY", "{{secrets/only-scope}}")] });
        Refused(
            "environment_vars",
            Model() with { EnvironmentVars = [.. Enumerable.Range(0, 31).Select(number => new NamedValue($"V{number}", "x"))] });

        var plan = Plan(Model() with { EnvironmentVars = [new("KEY", "{{ secrets/a/b }}"), new("PLAIN", "x")] })[0];

        Assert.Equal($"{Path}.environment_vars.KEY", Assert.Single(plan.Secrets).Field);
    }

    private static ModelCompute Compute(ServedEntityInput entity) => Assert.IsType<ModelPlan>(Plan(entity)[0]).Compute;

    private static void Refused(string field, ServedEntityInput entity) => Assert.Equal($"{Path}.{field}", Refusal(entity).Param);
}
