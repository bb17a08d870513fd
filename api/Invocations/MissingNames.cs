using System.Collections.Concurrent;
using Andamento.Api.Control;

namespace Andamento.Api.Invocations;

/// <summary>
/// Names that a moment ago belonged to no endpoint, so that a flood of made-up names costs little: those that cannot be
/// names cost nothing, the others one question a second each. Bounded.
/// </summary>
internal sealed class MissingNames(TimeProvider time)
{
    private const int Capacity = 1024;

    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, long> _since = new(StringComparer.Ordinal);

    /// <summary>True when the name is known to be nobody's.</summary>
    public bool Has(string name) =>
        !EndpointNameShape.Fits(name)
        || (_since.TryGetValue(name, out var since) && time.GetElapsedTime(since) < Memory);

    /// <summary>
    /// Notes that a name is nobody's. When full, all are forgotten: each then costs one more question.
    /// </summary>
    public void Add(string name)
    {
        if (_since.Count >= Capacity) _since.Clear();

        _since[name] = time.GetTimestamp();
    }

    /// <summary>The name may have been taken just now.</summary>
    public void Forget(string name) => _since.TryRemove(name, out _);
}
