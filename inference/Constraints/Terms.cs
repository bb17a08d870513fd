namespace Andamento.Inference.Constraints;

/// <summary>
/// Makes terms, each once: equal terms are the same object, so that what was found out about one is known for all. One thread at a
/// time.
/// </summary>
/// <param name="mostKnown">Terms that are remembered at once.</param>
internal sealed class Terms(int mostKnown = Terms.UsuallyKnown)
{
    /// <summary>No upper limit of a repetition.</summary>
    public const int Unlimited = int.MaxValue;

    // A text that nests and counts much makes new terms with every token. Forgetting only costs finding them out again.
    private const int UsuallyKnown = 10_000;

    private readonly Dictionary<Key, Term> _known = [];
    private int _made = 2;
    private byte[]? _classes;

    /// <summary>No text at all.</summary>
    public Term Nothing { get; } = new Term.Nothing(0);

    /// <summary>The empty text.</summary>
    public Term End { get; } = new Term.End(1);

    /// <summary>Terms made so far.</summary>
    public int Made => _made;

    /// <summary>Successors that a term has: one for each class of bytes that are never told apart.</summary>
    public int Width { get; private set; } = 256;

    /// <summary>Tells terms, before any has a successor, which bytes they never tell apart.</summary>
    public void Distinguish(byte[] classes, int count) => (_classes, Width) = (classes, count);

    /// <summary>The class of a byte.</summary>
    public int ClassOf(byte value) => _classes is null ? value : _classes[value];

    public Term One(ByteSet set) => Get(new(Kind.One, null, null, Set: set), static (id, key) => new Term.One(id, key.Set));

    public Term One(char value) => One(ByteSet.Of((byte)value));

    public Term One(char first, char last) => One(ByteSet.Range((byte)first, (byte)last));

    /// <summary>Exactly these bytes.</summary>
    public Term Bytes(ReadOnlySpan<byte> bytes)
    {
        var term = End;
        for (var i = bytes.Length - 1; i >= 0; i--) term = Sequence(One(ByteSet.Of(bytes[i])), term);
        return term;
    }

    public Term Sequence(Term first, Term rest)
    {
        if (first == Nothing || rest == Nothing) return Nothing;
        if (first == End) return rest;
        if (rest == End) return first;
        if (first is Term.Sequence nested) return Sequence(nested.First, Sequence(nested.Rest, rest));
        return Get(new(Kind.Sequence, first, rest), static (id, key) => new Term.Sequence(id, key.One, key.Other));
    }

    public Term Sequence(params ReadOnlySpan<Term> parts)
    {
        var term = End;
        for (var i = parts.Length - 1; i >= 0; i--) term = Sequence(parts[i], term);
        return term;
    }

    public Term Choice(Term one, Term other)
    {
        if (one == Nothing || one == other) return other;
        if (other == Nothing) return one;
        var (first, rest) = one is Term.Choice left ? (left.Left, left.Right) : (one, null);
        if (rest is not null) return Choice(first, Choice(rest, other));
        return Insert(one, other);
    }

    public Term Choice(params ReadOnlySpan<Term> parts)
    {
        var term = Nothing;
        for (var i = parts.Length - 1; i >= 0; i--) term = Choice(parts[i], term);
        return term;
    }

    public Term Optional(Term term) => Choice(term, End);

    /// <param name="item">A text that is not empty.</param>
    /// <param name="least">At least so often.</param>
    /// <param name="most">At most so often, or <see cref="Unlimited"/>.</param>
    public Term Repeat(Term item, int least, int most)
    {
        if (most < least) return Nothing;
        if (most == 0) return End;
        if (item == Nothing) return least == 0 ? End : Nothing;
        if (least == 1 && most == 1) return item;
        if (item.CanEnd) least = 0; // an empty turn counts as one
        return Get(
            new(Kind.Repetition, item, null, least, most),
            static (id, key) => new Term.Repetition(id, key.One, key.Least, key.Most));
    }

    public Term Both(Term one, Term other)
    {
        if (one == Nothing || other == Nothing) return Nothing;
        if (one == other) return one;
        return Get(new(Kind.Both, one, other), static (id, key) => new Term.Both(id, key.One, key.Other));
    }

    public Term Not(Term inner) => Get(new(Kind.Not, inner, null), static (id, key) => new Term.Not(id, key.One));

    public Term Inside(ByteMachine machine, int state)
    {
        if (state < 0) return Nothing;
        return Get(
            new(Kind.Inside, machine, null, state), static (id, key) => new Term.Inside(id, (ByteMachine)key.First!, key.Least));
    }

    public Term Value(ValueSlot slot, int depth) =>
        Get(
        new(Kind.Value, slot, null, depth), static (id, key) => new Term.Value(id, (ValueSlot)key.First!, key.Least));

    /// <summary>Byte strings of one length between two, where every byte but the first lies between two.</summary>
    public Term Between(ReadOnlySpan<byte> low, ReadOnlySpan<byte> high, byte least, byte most)
    {
        if (low.Length == 1) return One(ByteSet.Range(low[0], high[0]));
        if (!low.ContainsAnyExcept(least) && !high.ContainsAnyExcept(most))
            return Repeat(One(ByteSet.Range(least, most)), low.Length, low.Length);
        if (low[0] == high[0]) return Sequence(One(ByteSet.Of(low[0])), Between(low[1..], high[1..], least, most));

        Span<byte> lowest = stackalloc byte[low.Length - 1], highest = stackalloc byte[low.Length - 1];
        lowest.Fill(least);
        highest.Fill(most);
        var middle = high[0] - low[0] < 2
            ? Nothing
            : Sequence(One(ByteSet.Range((byte)(low[0] + 1), (byte)(high[0] - 1))), Between(lowest, highest, least, most));
        return Choice(
            Sequence(One(ByteSet.Of(low[0])), Between(low[1..], highest, least, most)),
            middle,
            Sequence(One(ByteSet.Of(high[0])), Between(lowest, high[1..], least, most)));
    }

    // Choices are lists in order of age, so that the same alternatives are the same term however they came together.
    private Term Insert(Term one, Term among)
    {
        var (first, rest) = among is Term.Choice list ? (list.Left, list.Right) : (among, null);
        if (one == first) return among;
        if (one.Id < first.Id) return Pair(one, among);
        return rest is null ? Pair(first, one) : Pair(first, Insert(one, rest));
    }

    private Term Pair(Term left, Term right) =>
        Get(new(Kind.Choice, left, right), static (id, key) => new Term.Choice(id, key.One, key.Other));

    // The key holds all that a term is made of, so nothing needs to be captured.
    private Term Get(in Key key, Func<int, Key, Term> make)
    {
        if (_known.TryGetValue(key, out var known)) return known;
        if (_known.Count >= mostKnown) _known.Clear();
        return _known[key] = make(_made++, key);
    }

    private enum Kind
    {
        One, Sequence, Choice, Repetition, Both, Not, Inside, Value,
    }

    private readonly record struct Key(
        Kind Kind, object? First, object? Second, int Least = 0, int Most = 0, ByteSet Set = default)
    {
        public Term One => (Term)First!;

        public Term Other => (Term)Second!;
    }
}
