namespace Andamento.Bench.Inference;

/// <summary>What the command line of an inference bench says.</summary>
/// <param name="Turn">How long each side measures in each turn.</param>
/// <param name="Turns">Turns of each side.</param>
/// <param name="Parts">The parts wanted; none for all.</param>
internal sealed record BenchSettings(TimeSpan Turn, int Turns, IReadOnlyList<string> Parts)
{
    public static BenchSettings Parse(string[] options)
    {
        var (seconds, turns, parts) = (0.4, 21, new List<string>());
        for (var i = 0; i < options.Length; i++)
        {
            if (options[i] is "--seconds") seconds = double.Parse(options[++i]);
            else if (options[i] is "--turns") turns = int.Parse(options[++i]);
            else parts.Add(options[i]);
        }

        return new(TimeSpan.FromSeconds(seconds), turns, parts);
    }

    public bool Wants(string part) => Parts.Count == 0 || Parts.Contains(part);
}
