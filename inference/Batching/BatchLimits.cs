namespace Andamento.Inference.Batching;

/// <summary>Limits of a <see cref="Batcher{TItem, TResult}"/>.</summary>
/// <param name="Requests">Requests that may be inside, running or waiting. One more is refused at once.</param>
/// <param name="Lanes">Runs at once, each on its own thread.</param>
/// <param name="Items">Items that share a run.</param>
/// <param name="Weight">Weight that shares a run. A heavier item runs alone.</param>
internal sealed record BatchLimits(int Requests, int Lanes, int Items, long Weight)
{
    /// <summary>Waiting items from which a lane leaves half to another that has nothing to do.</summary>
    public int SharedFrom { get; init; } = int.MaxValue;
}

/// <summary>One input of a run.</summary>
internal interface IBatchItem
{
    /// <summary>Items with equal shapes may share a run.</summary>
    object Shape { get; }

    /// <summary>How much work it is, in any unit.</summary>
    long Weight { get; }
}
