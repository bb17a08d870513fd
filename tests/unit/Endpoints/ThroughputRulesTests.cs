using Andamento.Endpoints;
using Andamento.Registry;
using Andamento.Serving;
using static Andamento.Tests.Unit.Endpoints.Wishes;

namespace Andamento.Tests.Unit.Endpoints;

public sealed class ThroughputRulesTests
{
    private const string Path = "config.served_entities[0]";

    private static readonly ModelThroughput Llama = new() { ModelType = "llama", ChunkSize = 970 };

    [Theory]
    [InlineData(0, 1940)]
    [InlineData(970, 970)]
    [InlineData(970, 2910)]
    public void Multiples_of_the_chunk_are_provisioned_and_nothing_is_said_of_a_size(int min, int max)
    {
        var plan = Plan(min, max);
        ThroughputRules.Check(plan, plan.Compute.Throughput!, Llama);

        Assert.Equal((new PlannedThroughput(min, max), null), (plan.Compute.Throughput, plan.Compute.WorkloadSize));
    }

    [Theory]
    [InlineData(null, 970, "min_provisioned_throughput", "is required with max_provisioned_throughput")]
    [InlineData(970, null, "max_provisioned_throughput", "is required with min_provisioned_throughput")]
    [InlineData(0, 0, "max_provisioned_throughput", "must be more than 0")]
    [InlineData(-970, 970, "min_provisioned_throughput", "must not be negative")]
    [InlineData(1940, 970, "min_provisioned_throughput", "is more than the maximum of 970")]
    public void A_range_must_be_one(int? min, int? max, string field, string why)
    {
        var refused = Assert.Throws<ServingException>(() => Plan(min, max));

        Assert.Equal((FailureKind.InvalidParameter, $"{Path}.{field}"), (refused.Kind, refused.Param));
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Throughput_excludes_sizes_and_concurrency()
    {
        var wish = Model() with { MinProvisionedThroughput = 0, MaxProvisionedThroughput = 970 };

        Assert.Equal($"{Path}.workload_size", Refusal(wish with { WorkloadSize = "Small" }).Param);
        Assert.Equal($"{Path}.max_provisioned_concurrency", Refusal(wish with { MaxProvisionedConcurrency = 4 }).Param);
    }

    [Theory]
    [InlineData(0, 971, "max_provisioned_throughput")]
    [InlineData(485, 970, "min_provisioned_throughput")]
    public void What_is_no_multiple_is_refused_with_the_chunk(int min, int max, string field)
    {
        var plan = Plan(min, max);

        var refused = Assert.Throws<ServingException>(() => ThroughputRules.Check(plan, plan.Compute.Throughput!, Llama));

        Assert.Equal($"{Path}.{field}", refused.Param);
        Assert.Contains("must be a multiple of 970", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_is_not_optimizable_is_refused_with_the_reason()
    {
        var plan = Plan(0, 970);

        var refused = Assert.Throws<ServingException>(
            () => ThroughputRules.Check(plan, plan.Compute.Throughput!, new() { WhyNot = "it has no task" }));

        Assert.Contains("it has no task. Use workload_size.", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 1940, 3880)]
    [InlineData(true, 1940, 3880)]
    [InlineData(false, 1940, 1940)]
    public void A_model_unit_is_a_chunk_and_bursts_may_use_as_much_again(bool? burst, int min, int max)
    {
        var plan = Plan(Model() with { ProvisionedModelUnits = 2, BurstScalingEnabled = burst });

        ThroughputRules.Check(plan, plan.Compute.Throughput!, Llama);
        var throughput = ThroughputRules.InTokens(plan.Compute.Throughput!, Llama.ChunkSize);

        Assert.Equal((min, max), (throughput.Min, throughput.Max));
    }

    [Fact]
    public void Model_units_exclude_everything_else_that_decides_how_much()
    {
        var wish = Model() with { ProvisionedModelUnits = 1 };

        foreach (var both in new[]
        {
            wish with { MaxProvisionedThroughput = 970 }, wish with { WorkloadSize = "Small" }, wish with { MaxProvisionedConcurrency = 4 },
            wish with { ProvisionedModelUnits = 0 }, Model() with { BurstScalingEnabled = true },
        })
        {
            Assert.Equal(FailureKind.InvalidParameter, Assert.Throws<ServingException>(() => Plan(both)).Kind);
        }
    }

    [Theory]
    [InlineData(0, 970, 0, 4, true)]
    [InlineData(970, 2910, 4, 12, false)]
    public void There_is_a_replica_for_each_chunk(int min, int max, int least, int most, bool toZero)
    {
        var plan = Plan(min, max);
        var definition = EntityDefinitions.Model(
            plan, new() { FullName = plan.Model, Version = "1", Task = ServingTask.Chat, Files = [] }, new("ann", DateTimeOffset.UnixEpoch, 1));

        var replicas = EntityDefinitions.WithThroughput(definition, plan.Compute.Throughput!, Llama.ChunkSize).Replicas!;

        Assert.Equal((least, most, toZero, max), (replicas.MinConcurrency, replicas.Concurrency, replicas.ScaleToZero, replicas.MaxThroughput));
        Assert.Equal((min, max), (definition.Entity.MinProvisionedThroughput, definition.Entity.MaxProvisionedThroughput));
    }

    private static ModelPlan Plan(int? min, int? max) =>
        Plan(Model() with { MinProvisionedThroughput = min, MaxProvisionedThroughput = max });

    private static ModelPlan Plan(ServedEntityInput wish) => ModelEntityRules.Plan(wish, wish.EntityName!, Path, Options);

    private static ServingException Refusal(ServedEntityInput wish) => Assert.Throws<ServingException>(() => Plan(wish));
}
