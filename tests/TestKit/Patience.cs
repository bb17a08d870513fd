namespace Andamento.Tests.TestKit;

/// <summary>How long a test waits for something that should happen at once before it gives up.</summary>
public static class Patience
{
    /// <summary>Long enough for a busy machine.</summary>
    public static TimeSpan Limit { get; } = TimeSpan.FromSeconds(20);

    /// <summary>Awaits a task, or fails naming what was awaited.</summary>
    public static async Task<T> ForAsync<T>(this Task<T> task, string what)
    {
        try
        {
            return await task.WaitAsync(Limit);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"Waited {Limit.TotalSeconds} s for {what}.", late);
        }
    }

    /// <summary>Awaits a task, or fails naming what was awaited.</summary>
    public static async Task ForAsync(this Task task, string what)
    {
        try
        {
            await task.WaitAsync(Limit);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"Waited {Limit.TotalSeconds} s for {what}.", late);
        }
    }
}
