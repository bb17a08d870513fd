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
    private PriorityQueue<BatchEntry<TItem, TResult>, (long Turn, long Arrival)> _empty = new(); // for the next new shape
    private long _now, _arrivals;

    /// <summary>How many items wait, or waited and were given up.</summary>
    public int Count { get; private set; }

    /// <summary>Puts a request's items in their places.</summary>
    public void Add(IReadOnlyList<TItem> items, BatchRequest<TResult> request)
    {
        var turn = _now;
        for (var i = 0; i < items.Count; i++)
        {
            if (!_shapes.TryGetValue(items[i].Shape, out var waiting))
            {
                _shapes[items[i].Shape] = waiting = _empty;
                _empty = new();
            }

            waiting.Enqueue(new(items[i], request, i), (turn, _arrivals++));
            turn += items[i].Weight;
        }

        Count += items.Count;
    }

    /// <summary>The next run: items of one shape. Empty when nothing waits.</summary>
    public List<BatchEntry<TItem, TResult>> Take(int items, long weight)
    {
        if (NextShape() is not { } shape) return [];

        var waiting = _shapes[shape];
        var taken = new List<BatchEntry<TItem, TResult>>(Math.Min(items, waiting.Count));
        while (taken.Count < items && waiting.TryPeek(out var entry, out var place))
        {
            if (!entry.Request.IsOver)
            {
                if (taken.Count > 0 && entry.Item.Weight > weight) break;
                weight -= entry.Item.Weight;
                _now = Math.Max(_now, place.Turn);
                taken.Add(entry);
            }

            Drop(waiting);
        }

        if (waiting.Count == 0) Forget(shape, waiting);
        return taken;
    }

    /// <summary>Fails everything that waits, and gives the requests that this ended.</summary>
    public List<BatchRequest<TResult>> FailAll(Exception cause)
    {
        var over = new List<BatchRequest<TResult>>();
        foreach (var waiting in _shapes.Values)
        {
            foreach (var (entry, _) in waiting.UnorderedItems)
            {
                if (entry.Request.Fail(cause)) over.Add(entry.Request);
            }
        }

        _shapes.Clear();
        Count = 0;
        return over;
    }

    private object? NextShape()
    {
        object? next = null;
        (long, long) first = default;
        foreach (var (shape, waiting) in _shapes)
        {
            while (waiting.TryPeek(out var entry, out _) && entry.Request.IsOver) Drop(waiting);
            if (!waiting.TryPeek(out _, out var place)) Forget(shape, waiting);
            else if (next is null || place.CompareTo(first) < 0) (next, first) = (shape, place);
        }

        return next;
    }

    private void Drop(PriorityQueue<BatchEntry<TItem, TResult>, (long Turn, long Arrival)> waiting)
    {
        waiting.Dequeue();
        Count--;
    }

    private void Forget(object shape, PriorityQueue<BatchEntry<TItem, TResult>, (long Turn, long Arrival)> waiting)
    {
        _shapes.Remove(shape);
        _empty = waiting; // its memory serves again
    }
}
