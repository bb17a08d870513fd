using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Andamento.Replicas;

namespace Andamento.Silo.Devices;

/// <summary>What each CUDA device does, as <c>nvidia-smi</c> tells. Where there is no such program, nothing is known.</summary>
internal static class NvidiaTool
{
    private const string Question = "--query-gpu=index,memory.free,memory.total,utilization.gpu --format=csv,noheader,nounits";
    private const long Mebibyte = 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Readings by device number.</summary>
    public static async Task<IReadOnlyDictionary<int, DeviceReading>> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            late.CancelAfter(Patience);
            using var program = Process.Start(new ProcessStartInfo("nvidia-smi", Question)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            })!;
            await using var over = late.Token.UnsafeRegister(static one => ((Process)one!).Kill(), program); // a broken driver never answers
            return Parse(await program.StandardOutput.ReadToEndAsync(late.Token));
        }
        catch (Exception missing) when (missing is Win32Exception or InvalidOperationException or IOException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new Dictionary<int, DeviceReading>();
        }
    }

    /// <summary>
    /// Reads lines like <c>0, 80503, 81559, 12</c>: number, free and all memory in MiB, percent of the time that it was busy. A device
    /// that is split tells no such percentage. Other lines say nothing.
    /// </summary>
    public static IReadOnlyDictionary<int, DeviceReading> Parse(string lines)
    {
        var readings = new Dictionary<int, DeviceReading>();
        foreach (var line in lines.Split('\n'))
        {
            if (line.Split(',') is [var device, var free, var total, var busy]
                && Number(device) is { } index && Number(free) is { } freeMebibytes && Number(total) is { } mebibytes)
            {
                readings[(int)index] = new(freeMebibytes * Mebibyte, mebibytes * Mebibyte, Number(busy) is { } percent ? Math.Clamp(percent, 0, 100) : null);
            }
        }

        return readings;
    }

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;
}
