using Andamento.Endpoints;
using Andamento.Serving;

namespace Andamento.Tests.Unit.Endpoints;

public sealed class QuotaRulesTests
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly EndpointOptions Options = new() { MaxEndpoints = 3, MaxModelConcurrency = 16, MaxWorkspaceConcurrency = 24 };

    [Fact]
    public void One_endpoint_more_than_the_quota_is_refused()
    {
        QuotaRules.Check(Demand("c"), [Demand("a"), Demand("b")], Options);

        Assert.Equal(
            "The workspace exceeds the quota of 3 endpoints; delete one first.",
            Refusal(() => QuotaRules.Check(Demand("d"), [Demand("a"), Demand("b"), Demand("c")], Options)));
    }

    [Theory]
    [InlineData("m", 12, "m", 4, null)]
    [InlineData("m", 12, "m", 8, "for model 'm'")]
    [InlineData("m", 16, "n", 8, null)]
    [InlineData("m", 16, "n", 12, "24 requests")]
    public void Concurrency_is_counted_by_model_and_for_the_workspace(string taken, int others, string model, int wanted, string? refusal)
    {
        void Check() => QuotaRules.Check(Demand("b", (model, wanted)), [Demand("a", (taken, others))], Options);

        if (refusal is null) Check();
        else Assert.Contains(refusal, Refusal(Check), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_entities_with_one_model_count_together() => Assert.Contains(
        "for model 'm'", Refusal(() => QuotaRules.Check(Demand("a", ("m", 12), ("m", 8)), [], Options)), StringComparison.Ordinal);

    [Fact]
    public void An_external_model_takes_no_concurrency_though_the_workspace_is_full() =>
        QuotaRules.Check(Demand("b"), [Demand("a", ("m", 24))], Options);

    [Fact]
    public void Changes_are_let_through_again_when_the_oldest_leaves_the_window()
    {
        var window = new ChangeWindow(2, TimeSpan.FromMinutes(5));

        Assert.Null(window.Take(Noon));
        Assert.Null(window.Take(Noon.AddMinutes(1)));
        Assert.Equal(TimeSpan.FromMinutes(3), window.Take(Noon.AddMinutes(2)));
        Assert.Null(window.Take(Noon.AddMinutes(5)));
        Assert.Equal(TimeSpan.FromMinutes(1), window.Take(Noon.AddMinutes(5)));
    }

    [Fact]
    public void A_window_of_nought_lets_everything_through()
    {
        var window = new ChangeWindow(0, TimeSpan.FromMinutes(5));

        Assert.All(Enumerable.Range(0, 100), _ => Assert.Null(window.Take(Noon)));
    }

    private static EndpointDemand Demand(string name, params (string Model, int Concurrency)[] models) =>
        new(name, [.. models.Select(one => new ModelDemand(one.Model, one.Concurrency))]);

    private static string Refusal(Action act)
    {
        var refused = Assert.Throws<ServingException>(act);
        Assert.Equal(FailureKind.ResourceLimitExceeded, refused.Kind);
        return refused.Message;
    }
}
