namespace Andamento.RateLimits;

/// <summary>Calls of one moment.</summary>
internal sealed class WindowEntry(long atMs, long firstTicket, long issued)
{
    public long AtMs => atMs;

    public long FirstTicket => firstTicket;

    /// <summary>Tickets given out.</summary>
    public long Issued { get; private set; } = issued;

    /// <summary>Calls that count: those given out and not taken back.</summary>
    public long Count { get; set; } = issued;

    public void Add() => (Issued, Count) = (Issued + 1, Count + 1);
}

/// <summary>A queue that can be searched: a ring that doubles when full.</summary>
internal sealed class WindowEntries
{
    private WindowEntry[] _ring = new WindowEntry[16];
    private int _oldest;

    public int Length { get; private set; }

    public bool IsEmpty => Length == 0;

    public WindowEntry Newest => this[Length - 1];

    public WindowEntry this[int index] => _ring[(_oldest + index) & (_ring.Length - 1)];

    public void Append(WindowEntry entry)
    {
        if (Length == _ring.Length) Grow();
        _ring[(_oldest + Length++) & (_ring.Length - 1)] = entry;
    }

    public WindowEntry RemoveOldest()
    {
        var entry = this[0];
        _ring[_oldest] = null!;
        _oldest = (_oldest + 1) & (_ring.Length - 1);
        Length--;
        return entry;
    }

    private void Grow()
    {
        var larger = new WindowEntry[_ring.Length * 2];
        for (var index = 0; index < Length; index++) larger[index] = this[index];
        (_ring, _oldest) = (larger, 0);
    }
}
