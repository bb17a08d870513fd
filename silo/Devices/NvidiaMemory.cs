using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Andamento.Silo.Devices;

/// <summary>How much memory each CUDA device has left, as <c>nvidia-smi</c> tells. Where there is no such program, nothing is known.</summary>
internal static class NvidiaMemory
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Bytes by device number.</summary>
    public static async Task<IReadOnlyDictionary<int, long>> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            late.CancelAfter(Patience);
            using var program = Process.Start(new ProcessStartInfo("nvidia-smi", "--query-gpu=index,memory.free --format=csv,noheader,nounits")
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            })!;
            return Parse(await program.StandardOutput.ReadToEndAsync(late.Token));
        }
        catch (Exception missing) when (missing is Win32Exception or InvalidOperationException or IOException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new Dictionary<int, long>();
        }
    }

    /// <summary>Reads lines like <c>0, 81003</c>, in MiB. Other lines say nothing.</summary>
    public static IReadOnlyDictionary<int, long> Parse(string lines)
    {
        var free = new Dictionary<int, long>();
        foreach (var line in lines.Split('\n'))
        {
            if (line.Split(',') is [var device, var memory]
                && int.TryParse(device, NumberStyles.Integer, null, out var index)
                && long.TryParse(memory, NumberStyles.Integer, null, out var mebibytes))
            {
                free[index] = mebibytes * 1024 * 1024;
            }
        }

        return free;
    }
}
