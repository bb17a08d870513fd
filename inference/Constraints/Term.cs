namespace Andamento.Inference.Constraints;

/// <summary>
/// What may follow: a set of byte strings, and at the same time a state of an automaton. A byte leads from one term to the next,
/// its derivative, which is the set of what may follow then. Made by <see cref="Terms"/>, which gives equal terms the same object.
/// </summary>
internal abstract class Term(int id, bool canEnd)
{
    private const byte FirstPlain = (byte)' ', LastPlain = (byte)'~';

    private Term?[]? _next;
    private int? _plainRoom;

    /// <summary>Orders terms by age.</summary>
    public int Id { get; } = id;

    /// <summary>How many terms it is a choice of: 1 when it is none.</summary>
    public virtual int Alternatives => 1;

    /// <summary>Whether the text may end here.</summary>
    public bool CanEnd { get; } = canEnd;

    /// <summary>The tokens that may come here, once somebody asked.</summary>
    public ulong[]? Mask { get; set; }

    /// <summary>The state after a byte; <see cref="Nothing"/> when the byte may not come.</summary>
    public Term Next(byte value, Terms terms) => (_next ??= new Term?[terms.Width])[terms.ClassOf(value)] ??= Derive(value, terms);

    /// <summary>How many <see cref="IsPlain"/> bytes may come here at least, whichever they are, as inside a string.</summary>
    public int PlainRoom(Terms terms) => _plainRoom ??= FindPlainRoom(terms);

    /// <summary>Whether a byte is one that strings hold as it is, and that is no part of another character.</summary>
    public static bool IsPlain(byte value) => value is >= FirstPlain and <= LastPlain and not (byte)'"' and not (byte)'\\';

    protected abstract Term Derive(byte value, Terms terms);

    private int FindPlainRoom(Terms terms)
    {
        if (this is Sequence { First: Repetition counted } && counted.Item.LeadsOnPlain(terms.End, terms)) return counted.Most;
        return LeadsOnPlain(this, terms) ? Terms.Unlimited : 0;
    }

    private bool LeadsOnPlain(Term to, Terms terms)
    {
        for (var value = FirstPlain; value <= LastPlain; value++)
        {
            if (IsPlain(value) && Next(value, terms) != to) return false;
        }

        return true;
    }

    /// <summary>No text at all.</summary>
    public sealed class Nothing(int id) : Term(id, canEnd: false)
    {
        protected override Term Derive(byte value, Terms terms) => this;
    }

    /// <summary>Only the end.</summary>
    public sealed class End(int id) : Term(id, canEnd: true)
    {
        protected override Term Derive(byte value, Terms terms) => terms.Nothing;
    }

    /// <summary>One byte of a set.</summary>
    public sealed class One(int id, ByteSet set) : Term(id, canEnd: false)
    {
        public ByteSet Set => set;

        protected override Term Derive(byte value, Terms terms) => set.Contains(value) ? terms.End : terms.Nothing;
    }

    /// <summary>One text, then another.</summary>
    public sealed class Sequence(int id, Term first, Term rest) : Term(id, first.CanEnd && rest.CanEnd)
    {
        public Term First => first;

        public Term Rest => rest;

        protected override Term Derive(byte value, Terms terms)
        {
            var inFirst = terms.Sequence(first.Next(value, terms), rest);
            return first.CanEnd ? terms.Choice(inFirst, rest.Next(value, terms)) : inFirst;
        }
    }

    /// <summary>One text or another. The right side may be a choice again; the left one is not.</summary>
    public sealed class Choice(int id, Term left, Term right) : Term(id, left.CanEnd || right.CanEnd)
    {
        public Term Left => left;

        public Term Right => right;

        public override int Alternatives { get; } = 1 + right.Alternatives;

        protected override Term Derive(byte value, Terms terms) =>
            terms.Choice(left.Next(value, terms), right.Next(value, terms));
    }

    /// <summary>A text that cannot be empty, some times over.</summary>
    public sealed class Repetition(int id, Term item, int least, int most) : Term(id, least == 0)
    {
        public Term Item => item;

        public int Most => most;

        protected override Term Derive(byte value, Terms terms) => terms.Sequence(
            item.Next(value, terms),
            terms.Repeat(item, Math.Max(least - 1, 0), most == Terms.Unlimited ? most : most - 1));
    }

    /// <summary>What belongs to two sets. Only for what becomes a <see cref="ByteMachine"/>: it may be empty without showing it.</summary>
    public sealed class Both(int id, Term left, Term right) : Term(id, left.CanEnd && right.CanEnd)
    {
        public Term Left => left;

        public Term Right => right;

        protected override Term Derive(byte value, Terms terms) => terms.Both(left.Next(value, terms), right.Next(value, terms));
    }

    /// <summary>What does not belong to a set. Only for what becomes a <see cref="ByteMachine"/>.</summary>
    public sealed class Not(int id, Term inner) : Term(id, !inner.CanEnd)
    {
        public Term Inner => inner;

        protected override Term Derive(byte value, Terms terms) => terms.Not(inner.Next(value, terms));
    }

    /// <summary>A state of a ready automaton.</summary>
    public sealed class Inside(int id, ByteMachine machine, int state) : Term(id, machine.CanEnd(state))
    {
        protected override Term Derive(byte value, Terms terms) => terms.Inside(machine, machine.Next(state, value));
    }

    /// <summary>A JSON value, written out when somebody looks: this is what lets schemas refer to themselves.</summary>
    public sealed class Value(int id, ValueSlot slot, int depth) : Term(id, canEnd: false)
    {
        private Term? _body;

        protected override Term Derive(byte value, Terms terms) =>
            (_body ??= new ShapeTerms(terms).Of(slot.Shape, depth)).Next(value, terms);
    }
}
