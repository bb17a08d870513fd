namespace Andamento.Replicas;

/// <summary>The CUDA devices of this machine. Safe for concurrent use.</summary>
internal interface IReplicaDevices
{
    /// <summary>Chooses the device for one more replica: the one with the fewest, and of those the one with the most free memory.</summary>
    Task<DeviceShare> TakeAsync(CancellationToken cancellationToken);

    /// <summary>What a device did a few seconds ago; null where it does not tell. Never waits.</summary>
    DeviceReading? Read(int index);
}

/// <summary>What a device says of itself.</summary>
/// <param name="FreeBytes">Memory that nobody has taken.</param>
/// <param name="TotalBytes">All its memory.</param>
/// <param name="Busy">How busy it is, in percent; null where it does not tell, as parts of a device do not.</param>
internal sealed record DeviceReading(long FreeBytes, long TotalBytes, double? Busy)
{
    /// <summary>How much of its memory is taken, in percent.</summary>
    public double? MemoryTaken => TotalBytes > 0 ? 100d * (TotalBytes - FreeBytes) / TotalBytes : null;
}

/// <summary>A replica's place on a device. Dispose it when the model is gone.</summary>
internal sealed class DeviceShare(int index, Action<int> giveBack) : IDisposable
{
    private int _given;

    /// <summary>The device.</summary>
    public int Index => index;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _given, 1) == 0) giveBack(index);
    }
}
