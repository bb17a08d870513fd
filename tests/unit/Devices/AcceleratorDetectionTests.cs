using Andamento.Silo.Devices;

namespace Andamento.Tests.Unit.Devices;

public sealed class AcceleratorDetectionTests
{
    [Theory]
    [InlineData("none", true, true, "none")]
    [InlineData("cuda", false, false, "cuda")]
    [InlineData("auto", true, true, "cuda")]
    [InlineData("auto", true, false, "none")]
    [InlineData("auto", false, true, "none")]
    public void The_operator_decides_and_else_what_is_there(string option, bool device, bool provider, string expected) =>
        Assert.Equal(expected, AcceleratorDetection.Label(
            option, path => path.StartsWith("/dev", StringComparison.Ordinal) ? device : provider, "/app"));
}
