using System.Globalization;

namespace Andamento.Silo.Devices;

/// <summary>Finds out what this machine can run models on.</summary>
internal static class AcceleratorDetection
{
    private const string CudaProvider = "libonnxruntime_providers_cuda.so";
    private const string DevicePrefix = "/dev/nvidia";

    /// <summary>What the silo says of itself: what the operator says, else what is found.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="deviceFiles">The paths below <c>/dev</c>.</param>
    /// <param name="exists">Tells whether a file exists.</param>
    /// <param name="applicationFolder">Where this program lies.</param>
    public static SiloLabel Label(
        SiloDeviceOptions options, IEnumerable<string> deviceFiles, Func<string, bool> exists, string applicationFolder)
    {
        var found = deviceFiles.Select(Device).OfType<int>().Order().ToArray();
        var hasProvider = exists(Path.Combine(applicationFolder, CudaProvider))
            || exists(Path.Combine(applicationFolder, "runtimes", "linux-x64", "native", CudaProvider));
        var accelerator = options.Accelerator is not "auto" ? options.Accelerator
            : found.Length > 0 && hasProvider ? "cuda"
            : "none";
        if (accelerator is not "cuda") return new(accelerator, []);

        var named = options.Devices.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(device => int.Parse(device, NumberStyles.None)).Distinct().ToArray();
        return new(accelerator, named.Length > 0 ? named : found.Length > 0 ? found : [0]);
    }

    // Beside /dev/nvidia0 there are files like /dev/nvidiactl.
    private static int? Device(string path) =>
        path.StartsWith(DevicePrefix, StringComparison.Ordinal)
        && int.TryParse(path.AsSpan(DevicePrefix.Length), NumberStyles.None, null, out var number) ? number : null;
}

/// <summary>What the silos of this process say of their devices.</summary>
/// <param name="Accelerator"><c>cuda</c> or <c>none</c>.</param>
/// <param name="Devices">The numbers of CUDA devices that replicas may use.</param>
internal sealed record SiloLabel(string Accelerator, IReadOnlyList<int> Devices);
