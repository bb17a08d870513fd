namespace Andamento.Replicas;

/// <summary>The CUDA devices of this machine. Safe for concurrent use.</summary>
internal interface IReplicaDevices
{
    /// <summary>Chooses the device for one more replica: the one with the fewest, and of those the one with the most free memory.</summary>
    Task<DeviceShare> TakeAsync(CancellationToken cancellationToken);
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
