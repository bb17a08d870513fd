using Andamento.Inference.Generation;

namespace Andamento.Tests.Unit.Inference.Generation;

public sealed class PrefillPlanTests
{
    [Theory]
    [InlineData(new int[0], "")]
    [InlineData(new[] { 30 }, "0:30")]
    [InlineData(new[] { 500 }, "0:100")] // alone, all is its own
    [InlineData(new[] { 500, 20 }, "0:80 1:20")] // what the short one leaves goes back to the first
    [InlineData(new[] { 500, 500 }, "0:50 1:50")]
    [InlineData(new[] { 500, 90, 10, 20 }, "0:50 2:10 3:20 1:20")] // the shortest of the rest first
    [InlineData(new[] { 10, 500, 600 }, "0:10 1:90")]
    public void The_first_has_half_of_a_step_and_the_shortest_of_the_others_the_rest(int[] left, string expected)
    {
        var shares = new List<PrefillPlan.Share>();
        PrefillPlan.Fill(left, 100, shares);

        Assert.Equal(expected, string.Join(' ', shares.Select(share => $"{share.Index}:{share.Count}")));
    }
}
