namespace Andamento.Inference;

/// <summary>Tells a model's owner of each request how long it waited for its run, and how long that took.</summary>
/// <param name="time">Measures.</param>
/// <param name="ended">
/// Told of a request whose run has ended, well or badly: how long it waited, and how long it ran. Called under locks, so it must be quick.
/// A request that never ran is not told of; of several sequences for one request, each is.
/// </param>
public sealed class RunClock(TimeProvider time, Action<TimeSpan, TimeSpan> ended)
{
    internal long Now => time.GetTimestamp();

    /// <summary>A request's run has ended.</summary>
    internal void Ended(long queuedAt, long begunAt) =>
        ended(time.GetElapsedTime(queuedAt, begunAt), time.GetElapsedTime(begunAt));
}
