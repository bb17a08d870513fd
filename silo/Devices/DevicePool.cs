using Andamento.Replicas;

namespace Andamento.Silo.Devices;

/// <summary>The CUDA devices of this machine, for all silos of this process.</summary>
/// <param name="devices">Their numbers; at least one, where replicas that need one can come.</param>
/// <param name="freeMemory">Reads how much memory each has left; knows none where that cannot be told.</param>
internal sealed class DevicePool(
    IReadOnlyList<int> devices, Func<CancellationToken, Task<IReadOnlyDictionary<int, long>>> freeMemory) : IReplicaDevices
{
    private readonly Dictionary<int, int> _replicas = devices.ToDictionary(device => device, _ => 0);

    public async Task<DeviceShare> TakeAsync(CancellationToken cancellationToken)
    {
        var free = _replicas.Count > 1 ? await freeMemory(cancellationToken) : new Dictionary<int, long>();
        lock (_replicas)
        {
            var device = _replicas
                .OrderBy(one => one.Value)
                .ThenByDescending(one => free.GetValueOrDefault(one.Key))
                .ThenBy(one => one.Key)
                .First().Key;
            _replicas[device]++;
            return new(device, GiveBack);
        }
    }

    private void GiveBack(int device)
    {
        lock (_replicas) _replicas[device]--;
    }
}
