using Andamento.Endpoints;

namespace Andamento.Tests.Unit.ServedEntities;

public sealed class ProvisionedConcurrencyTests
{
    [Theory] // contract, section 3.3
    [InlineData("Small", null, null, false, 4, 4)]
    [InlineData("Medium", null, null, false, 8, 16)]
    [InlineData("Large", null, null, false, 16, 64)]
    [InlineData("Large", null, null, true, 0, 64)]
    [InlineData(null, 4, 12, false, 4, 12)]
    [InlineData(null, 4, 12, true, 4, 12)] // while it is awake
    [InlineData(null, null, 12, false, 12, 12)]
    public void Sizes_and_numbers_stand_for_a_range(string? size, int? min, int? max, bool zero, int least, int most)
    {
        Assert.Equal(least, ProvisionedConcurrency.Least(size, min, max, zero));
        Assert.Equal(most, ProvisionedConcurrency.Of(size, max));
    }
}
