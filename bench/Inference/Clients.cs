using System.Diagnostics;

namespace Andamento.Bench.Inference;

/// <summary>Clients that each ask again as soon as they are answered.</summary>
internal static class Clients
{
    /// <summary>Asks for so long, and gives the answers in a second.</summary>
    public static async Task<double> AskAsync(int clients, TimeSpan time, Func<int, Task> ask)
    {
        var watch = Stopwatch.StartNew();
        var answers = await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            var answered = 0;
            for (; watch.Elapsed < time; answered++) await ask(client);
            return answered;
        })));
        return answers.Sum() / watch.Elapsed.TotalSeconds;
    }

    /// <summary>Runs on this thread for so long, and gives the runs in a second times what one run does.</summary>
    public static Task<double> Loop(TimeSpan time, int items, Action run)
    {
        var watch = Stopwatch.StartNew();
        var runs = 0;
        for (; watch.Elapsed < time; runs++) run();
        return Task.FromResult(runs * items / watch.Elapsed.TotalSeconds);
    }
}
