using System.Diagnostics;

namespace Andamento.Tests.Engine.Clusters;

/// <summary>How long a test waits for something that must happen: far longer than it takes, on a machine that is busy.</summary>
internal static class Patience
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static async Task<T> Within<T>(this Task<T> task, string awaited)
    {
        await ((Task)task).Within(awaited);
        return await task;
    }

    public static async Task Within(this Task task, string awaited)
    {
        if (await Task.WhenAny(task, Task.Delay(Limit)) != task)
        {
            throw new TimeoutException($"Waited {Limit.TotalSeconds} s for: {awaited}.");
        }

        await task;
    }

    /// <summary>
    /// For what cannot signal: membership, and grains that move. Looks again until a limit, never for a fixed time; tries again
    /// after exceptions too, and says what it saw last.
    /// </summary>
    public static async Task<T> UntilAsync<T>(string awaited, Func<Task<T>> look, Func<T, bool> enough)
    {
        object? last = null;
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Limit; await Task.Delay(20))
        {
            try
            {
                var seen = await look().WaitAsync(Limit - watch.Elapsed);
                if (enough(seen)) return seen;
                last = seen;
            }
            catch (Exception failure) when (failure is not Xunit.Sdk.XunitException)
            {
                last = failure;
            }
        }

        throw new TimeoutException($"Waited {Limit.TotalSeconds} s for: {awaited}. Seen last: {last ?? "nothing"}.");
    }
}
