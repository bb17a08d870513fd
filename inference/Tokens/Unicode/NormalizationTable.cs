using System.Collections.Frozen;
using System.Globalization;

namespace Andamento.Inference.Tokens.Unicode;

/// <summary>What <c>NormalizationForms.txt</c> says, by code points.</summary>
internal sealed class NormalizationTable
{
    private readonly Dictionary<int, int[]> _canonical = [], _compatible = [];
    private readonly Dictionary<int, int> _classes = [];
    private readonly Dictionary<(int, int), int> _pairs = [];

    private NormalizationTable(IEnumerable<string> lines)
    {
        var section = "";
        foreach (var line in lines)
        {
            if (line.StartsWith('#')) continue;
            if (line.StartsWith('[')) section = line;
            else foreach (var entry in line.Split(';')) Add(section, entry);
        }

        Canonical = _canonical.Keys.ToFrozenDictionary(point => point, point => Whole(point, _canonical));
        var both = new Dictionary<int, int[]>(_canonical);
        foreach (var (point, parts) in _compatible) both.Add(point, parts);
        Compatible = both.Keys.ToFrozenDictionary(point => point, point => Whole(point, both));
        Classes = _classes.ToFrozenDictionary();
        Pairs = _pairs.ToFrozenDictionary();
    }

    /// <summary>Decompositions, to the end.</summary>
    public FrozenDictionary<int, int[]> Canonical { get; }

    /// <summary>The same, with those that lose how it was written.</summary>
    public FrozenDictionary<int, int[]> Compatible { get; }

    /// <summary>Canonical combining classes other than 0.</summary>
    public FrozenDictionary<int, int> Classes { get; }

    /// <summary>What two characters compose to.</summary>
    public FrozenDictionary<(int First, int Second), int> Pairs { get; }

    /// <summary>Reads the table.</summary>
    public static NormalizationTable Read()
    {
        using var stream = typeof(NormalizationTable).Assembly.GetManifestResourceStream("NormalizationForms.txt")!;
        using var reader = new StreamReader(stream);
        return new(reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static int[] Whole(int point, Dictionary<int, int[]> parts) =>
        parts.TryGetValue(point, out var found) ? [.. found.SelectMany(part => Whole(part, parts))] : [point];

    private void Add(string section, string entry)
    {
        var sides = entry.Split('=');
        switch (section)
        {
            case "[canonical]":
                var parts = Points(sides[1]);
                var composed = Point(sides[0].TrimStart('!'));
                _canonical.Add(composed, parts);
                if (!sides[0].StartsWith('!')) _pairs.Add((parts[0], parts[1]), composed);
                break;
            case "[compatible]":
                _compatible.Add(Point(sides[0]), Points(sides[1]));
                break;
            default:
                var range = sides[0].Split('-');
                for (var point = Point(range[0]); point <= Point(range[^1]); point++) _classes.Add(point, int.Parse(sides[1]));
                break;
        }
    }

    private static int[] Points(string hex) => [.. hex.Split(' ').Select(Point)];

    private static int Point(string hex) => int.Parse(hex, NumberStyles.HexNumber);
}
