namespace Andamento.Inference.Batching;

/// <summary>What waits for a run, by shape. Not thread-safe: the batcher's lock guards it.</summary>
/// <remarks>
/// Fair by work done: an item's turn comes when the queue has done as much work as its own request put before it. So a request
/// of one item passes one of two thousand that came first, and no shape waits for another to run dry.
/// </remarks>
internal sealed class BatchQueue<TItem, TResult>
    where TItem : IBatchItem
{
    private readonly Dictionary<object, PriorityQueue<BatchEntry<TItem, TResult>, (long Turn, long Arrival)>> _shapes = [];
    private long _now, _arrivals;

    /// <summary>Puts a request's items in their places.</summary>
    public void Add(IReadOnlyList<TItem> items, BatchRequest<TResult> request)
    {
        var turn = _now;
        for (var i = 0; i < items.Count; i++)
        {
            if (!_shapes.TryGetValue(items[i].Shape, out var waiting)) _shapes[items[i].Shape] = waiting = new();
            waiting.Enqueue(new(items[i], request, i), (turn, _arrivals++));
            turn += items[i].Weight;
        }
    }

    /// <summary>The next run: items of one shape. Empty when nothing waits.</summary>
    public List<BatchEntry<TItem, TResult>> Take(int items, long weight)
    {
        var taken = new List<BatchEntry<TItem, TResult>>();
        if (NextShape() is not { } shape) return taken;

        var waiting = _shapes[shape];
        while (taken.Count < items && waiting.TryPeek(out var entry, out var place))
        {
            if (!entry.Request.IsOver)
            {
                if (taken.Count > 0 && entry.Item.Weight > weight) break;
                weight -= entry.Item.Weight;
                _now = Math.Max(_now, place.Turn);
                taken.Add(entry);
            }

            waiting.Dequeue();
        }

        if (waiting.Count == 0) _shapes.Remove(shape);
        return taken;
    }

    /// <summary>Fails everything that waits.</summary>
    public void FailAll(Exception cause)
    {
        foreach (var waiting in _shapes.Values)
        {
            foreach (var (entry, _) in waiting.UnorderedItems) entry.Request.Fail(cause);
        }

        _shapes.Clear();
    }

    private object? NextShape()
    {
        object? next = null;
        (long, long) first = default;
        foreach (var (shape, waiting) in _shapes)
        {
            while (waiting.TryPeek(out var entry, out _) && entry.Request.IsOver) waiting.Dequeue();
            if (!waiting.TryPeek(out _, out var place)) _shapes.Remove(shape);
            else if (next is null || place.CompareTo(first) < 0) (next, first) = (shape, place);
        }

        return next;
    }
}
