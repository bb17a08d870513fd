using Andamento.Silo.Devices;

namespace Andamento.Tests.Unit.Devices;

public sealed class AcceleratorDetectionTests
{
    private static readonly string[] Files = ["/dev/nvidiactl", "/dev/nvidia1", "/dev/null", "/dev/nvidia0", "/dev/nvidia-uvm"];

    [Theory]
    [InlineData("none", true, true, "none")]
    [InlineData("cuda", false, false, "cuda")]
    [InlineData("auto", true, true, "cuda")]
    [InlineData("auto", true, false, "none")]
    [InlineData("auto", false, true, "none")]
    public void The_operator_decides_and_else_what_is_there(string option, bool device, bool provider, string expected) =>
        Assert.Equal(expected, Label(new() { Accelerator = option }, device, provider).Accelerator);

    [Theory]
    [InlineData("", true, "0,1")] // all that are found
    [InlineData("1, 0,1", true, "1,0")] // as the operator says
    [InlineData("2", false, "2")] // also where nothing is found
    [InlineData("", false, "0")] // somebody who says cuda has at least one
    public void A_silo_says_which_devices_it_has(string named, bool device, string expected) =>
        Assert.Equal(expected, string.Join(',', Label(new() { Accelerator = "cuda", Devices = named }, device, provider: true).Devices));

    [Fact]
    public void A_silo_without_cuda_has_no_devices() => Assert.Empty(Label(new() { Accelerator = "none" }, device: true, provider: true).Devices);

    private static SiloLabel Label(SiloDeviceOptions options, bool device, bool provider) =>
        AcceleratorDetection.Label(options, device ? Files : Files[..1], _ => provider, "/app");
}
