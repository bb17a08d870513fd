using Andamento.Replicas;

namespace Andamento.Silo.Devices;

/// <summary>The CUDA devices of this machine, for all silos of this process.</summary>
/// <param name="devices">Their numbers; at least one, where replicas that need one can come.</param>
/// <param name="read">Asks all of them; knows none where they do not tell. Never fails.</param>
/// <param name="time">Says how old an answer is.</param>
internal sealed class DevicePool(
    IReadOnlyList<int> devices, Func<CancellationToken, Task<IReadOnlyDictionary<int, DeviceReading>>> read, TimeProvider time) : IReplicaDevices
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5); // asking starts a program

    private readonly Dictionary<int, int> _replicas = devices.ToDictionary(device => device, _ => 0);
    private readonly Lock _asking = new();
    private Task? _question;
    private IReadOnlyDictionary<int, DeviceReading> _known = new Dictionary<int, DeviceReading>();
    private long _askedAt;

    public async Task<DeviceShare> TakeAsync(CancellationToken cancellationToken)
    {
        var found = _replicas.Count > 1 ? await read(cancellationToken) : new Dictionary<int, DeviceReading>();
        lock (_replicas)
        {
            var device = _replicas
                .OrderBy(one => one.Value)
                .ThenByDescending(one => found.GetValueOrDefault(one.Key)?.FreeBytes ?? 0)
                .ThenBy(one => one.Key)
                .First().Key;
            _replicas[device]++;
            return new(device, GiveBack);
        }
    }

    public DeviceReading? Read(int index)
    {
        lock (_asking)
        {
            if (_question is null || (_question.IsCompleted && time.GetElapsedTime(_askedAt) >= Fresh))
            {
                _askedAt = time.GetTimestamp();
                _question = Task.Run(AskAsync); // ends by itself: the program has little time
            }

            return _known.GetValueOrDefault(index);
        }
    }

    private async Task AskAsync()
    {
        var found = await read(CancellationToken.None);
        lock (_asking) _known = found;
    }

    private void GiveBack(int device)
    {
        lock (_replicas) _replicas[device]--;
    }
}
