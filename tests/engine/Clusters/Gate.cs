using System.Collections.Concurrent;

namespace Andamento.Tests.Engine.Clusters;

/// <summary>Where a grain waits until the test lets it go on. Both find it by its name.</summary>
internal sealed class Gate
{
    private static readonly ConcurrentDictionary<string, Gate> All = new(StringComparer.Ordinal);

    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _name;

    private Gate(string name) => _name = name;

    public static Gate Of(string name) => All.GetOrAdd(name, key => new Gate(key));

    public Task PassAsync(CancellationToken cancellationToken = default)
    {
        Signal.Send($"gate {_name}");
        return _open.Task.WaitAsync(cancellationToken);
    }

    public Task ArrivalAsync() => Signal.NextAsync($"gate {_name}");

    public void Open() => _open.TrySetResult();
}
