namespace Andamento.Bench.Inference;

/// <summary>One side of a comparison: works for so long, and gives how much it did in a second.</summary>
internal delegate Task<double> Side(TimeSpan time);

/// <summary>
/// Two sides in alternation. A machine that others use too slows both of a pair alike, so the median of the pairs' ratios means
/// more than either number.
/// </summary>
internal static class Turns
{
    public static void PrintHead(string first = "raw", string second = "ours") =>
        Console.WriteLine($"{"",-52}{first,12}{second,12}{"ratio",8}{"quartiles",14}{"target",9}");

    /// <summary>Measures and prints one line. Gives the median ratio.</summary>
    public static async Task<double> CompareAsync(string title, BenchSettings settings, Side raw, Side ours, double? target)
    {
        await raw(settings.Turn / 2); // what runs at first is not yet compiled well
        await ours(settings.Turn / 2);
        var (plain, served, ratios) = (new List<double>(), new List<double>(), new List<double>());
        for (var turn = 0; turn < settings.Turns; turn++)
        {
            // Who begins changes, so that neither always finds the machine warm.
            if (turn % 2 == 0) plain.Add(await raw(settings.Turn));
            served.Add(await ours(settings.Turn));
            if (turn % 2 != 0) plain.Add(await raw(settings.Turn));
            ratios.Add(served[^1] / plain[^1]);
        }

        var ratio = At(ratios, 0.5);
        var wanted = target is { } least ? $"{least,9:F2}" : "";
        Console.WriteLine(
            $"{title,-52}{At(plain, 0.5),10:N0}/s{At(served, 0.5),10:N0}/s{ratio,8:F2}{$"{At(ratios, 0.25):F2}-{At(ratios, 0.75):F2}",14}{wanted}");
        return ratio;
    }

    /// <summary>The value below which this part of the values lies.</summary>
    public static double At(IEnumerable<double> values, double part)
    {
        var sorted = values.Order().ToList();
        return sorted[(int)((sorted.Count - 1) * part)];
    }
}
