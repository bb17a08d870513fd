namespace Andamento.Inference.Constraints;

/// <summary>
/// A finite automaton over bytes in which every state can still reach an end. Immutable, and safe for concurrent use.
/// </summary>
/// <remarks>
/// Terms alone do not show when an intersection is empty; a model led into such a place could never finish. So what intersects is
/// (1) walked out into states, (2) freed of those that lead nowhere.
/// </remarks>
internal sealed class ByteMachine
{
    // Some small expressions have very many states; finding out must not take long.
    private const int MostStates = 4_000, MostTerms = 100_000;

    private readonly byte[] _classes;
    private readonly int[] _next;
    private readonly bool[] _ends;
    private readonly int _width;

    private ByteMachine(byte[] classes, int[] next, bool[] ends) =>
        (_classes, _next, _ends, _width) = (classes, next, ends, next.Length / ends.Length);

    /// <summary>Builds the automaton of a term.</summary>
    /// <returns>Null when no text belongs to it, or when it would be too large.</returns>
    public static ByteMachine? Build(Func<Terms, Term> make, out bool tooLarge)
    {
        var terms = new Terms(int.MaxValue);
        var start = make(terms);
        var (classes, samples) = ByteClasses.Of(start);
        terms.Distinguish(classes, samples.Length);
        var states = new List<Term> { start };
        var numbers = new Dictionary<Term, int> { [start] = 0 };
        var next = new List<int>();
        for (var state = 0; state < states.Count && IsSmall(); state++)
        {
            foreach (var sample in samples)
            {
                var reached = states[state].Next(sample, terms);
                if (!numbers.TryGetValue(reached, out var number))
                {
                    numbers[reached] = number = states.Count;
                    states.Add(reached);
                }

                next.Add(number);
            }
        }

        tooLarge = !IsSmall();
        if (tooLarge) return null;

        var ends = states.ConvertAll(term => term.CanEnd).ToArray();
        var table = next.ToArray();
        return CutDeadEnds(table, ends, samples.Length) ? new(classes, table, ends) : null;

        bool IsSmall() => states.Count <= MostStates && terms.Made <= MostTerms;
    }

    public bool CanEnd(int state) => _ends[state];

    /// <summary>The state after a byte, or -1.</summary>
    public int Next(int state, byte value) => _next[state * _width + _classes[value]];

    // From the ends backwards; what is not reached is dead.
    private static bool CutDeadEnds(int[] table, bool[] ends, int width)
    {
        var sources = new List<int>[ends.Length];
        for (var i = 0; i < table.Length; i++) (sources[table[i]] ??= []).Add(i / width);

        var live = (bool[])ends.Clone();
        var open = new Stack<int>(Enumerable.Range(0, ends.Length).Where(state => ends[state]));
        while (open.TryPop(out var state))
        {
            foreach (var source in sources[state] ?? [])
            {
                if (live[source]) continue;

                live[source] = true;
                open.Push(source);
            }
        }

        for (var i = 0; i < table.Length; i++)
        {
            if (!live[table[i]]) table[i] = -1;
        }

        return live[0];
    }
}
