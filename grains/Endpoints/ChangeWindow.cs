namespace Andamento.Endpoints;

/// <summary>Counts changes over a sliding window (V30).</summary>
/// <param name="most">How many are let through in one window; 0 for any number.</param>
/// <param name="window">How long it is.</param>
internal sealed class ChangeWindow(int most, TimeSpan window)
{
    private readonly Queue<DateTimeOffset> _changes = new();

    /// <summary>Counts a change; when there were too many, counts nothing and says how long to wait.</summary>
    public TimeSpan? Take(DateTimeOffset now)
    {
        if (most is 0) return null;

        while (_changes.TryPeek(out var oldest) && now - oldest >= window) _changes.Dequeue();
        if (_changes.Count >= most) return _changes.Peek() + window - now;

        _changes.Enqueue(now);
        return null;
    }
}
