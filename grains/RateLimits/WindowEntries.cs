namespace Andamento.RateLimits;

/// <summary>What was counted at one moment.</summary>
internal struct WindowEntry
{
    public long AtMs;
    public long Count;
}

/// <summary>A queue that can be searched: a ring that doubles when full.</summary>
internal sealed class WindowEntries
{
    private WindowEntry[] _ring = new WindowEntry[16];
    private int _oldest;

    public int Length { get; private set; }

    public bool IsEmpty => Length == 0;

    public ref WindowEntry Newest => ref this[Length - 1];

    public ref WindowEntry this[int index] => ref _ring[(_oldest + index) & (_ring.Length - 1)];

    public void Append(WindowEntry entry)
    {
        if (Length == _ring.Length) Grow();
        Length++;
        Newest = entry;
    }

    public long RemoveOldest()
    {
        var count = this[0].Count;
        _oldest = (_oldest + 1) & (_ring.Length - 1);
        Length--;
        return count;
    }

    /// <summary>The index of the first entry at or after a moment; <see cref="Length"/> when there is none.</summary>
    public int IndexAt(long atMs)
    {
        var (low, high) = (0, Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (this[middle].AtMs < atMs) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private void Grow()
    {
        var larger = new WindowEntry[_ring.Length * 2];
        for (var index = 0; index < Length; index++) larger[index] = this[index];
        (_ring, _oldest) = (larger, 0);
    }
}
