namespace Andamento.Silo.Devices;

/// <summary>Finds out what this machine can run models on.</summary>
internal static class AcceleratorDetection
{
    private const string CudaProvider = "libonnxruntime_providers_cuda.so";

    /// <summary>The silo's label: what the operator says, else what is found.</summary>
    /// <param name="option">The setting.</param>
    /// <param name="exists">Tells whether a file exists.</param>
    /// <param name="applicationFolder">Where this program lies.</param>
    public static string Label(string option, Func<string, bool> exists, string applicationFolder)
    {
        if (option is not "auto") return option;
        var hasDevice = exists("/dev/nvidia0");
        var hasProvider = exists(Path.Combine(applicationFolder, CudaProvider))
            || exists(Path.Combine(applicationFolder, "runtimes", "linux-x64", "native", CudaProvider));
        return hasDevice && hasProvider ? "cuda" : "none";
    }
}
