using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Andamento.Api.Auth;

/// <summary>
/// A map that holds at most <paramref name="capacity"/> entries or so and forgets those not asked for lately. Safe to use from
/// many threads; a read that finds a recent entry takes no lock.
/// </summary>
/// <remarks>Two generations: when the young one has half the capacity, it becomes the old one, and the old one is dropped.</remarks>
internal sealed class BoundedMap<TKey, TValue>(int capacity)
    where TKey : notnull
{
    private readonly Lock _turning = new();
    private volatile Generation _young = new();
    private volatile Generation _old = new();

    /// <summary>Finds an entry, and keeps it for longer.</summary>
    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (_young.Entries.TryGetValue(key, out value)) return true;
        if (!_old.Entries.TryGetValue(key, out value)) return false;

        Set(key, value);
        return true;
    }

    /// <summary>Adds or replaces an entry.</summary>
    public void Set(TKey key, TValue value)
    {
        var young = _young;
        young.Entries[key] = value;
        if (Interlocked.Increment(ref young.Writes) > capacity / 2) Turn(young); // replacing counts too: that turns early, no harm
    }

    private void Turn(Generation full)
    {
        lock (_turning)
        {
            if (!ReferenceEquals(_young, full)) return;

            _old = full;
            _young = new();
        }
    }

    private sealed class Generation
    {
        public readonly ConcurrentDictionary<TKey, TValue> Entries = new();
        public int Writes;
    }
}
