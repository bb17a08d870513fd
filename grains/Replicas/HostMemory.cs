using Andamento.Registry;

namespace Andamento.Replicas;

/// <summary>Refuses a model that cannot fit, before the system ends the whole process for it. Pure.</summary>
internal static class HostMemory
{
    private const double Mebibyte = 1024 * 1024;

    /// <summary>Compares a model's files with the memory that this process may use.</summary>
    /// <exception cref="InvalidDataException">The files alone are larger.</exception>
    public static void Check(ModelVersion model, long availableBytes)
    {
        var needed = model.Files.Sum(file => file.Bytes);
        if (needed <= availableBytes) return;
        throw new InvalidDataException(
            $"The model's files have {needed / Mebibyte:F0} MiB, and this silo's process may use {availableBytes / Mebibyte:F0} MiB of memory. "
            + "Start a silo with more memory, or serve a smaller model.");
    }
}
