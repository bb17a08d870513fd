using Andamento.Inference.Onnx;

namespace Andamento.Inference.Generation;

/// <summary>
/// Keys and values in buffers that a model both reads and extends (GroupQueryAttention): one buffer [slots, heads, length, size]
/// for each layer and side. A slot is one contiguous part of each, so a prompt is read into its slot alone, and a step of all
/// sequences runs over the slots from the first to the last that is taken.
/// </summary>
/// <remarks>
/// A slot in between that has nothing to read rides along: what the step writes there lies behind its last token, where the next
/// write goes anyway. A slot keeps its tokens when its sequence leaves, and a later prompt that begins the same way takes them over.
/// </remarks>
internal sealed class SharedSlots : ISequenceMemory
{
    private readonly DecoderPorts _ports;
    private readonly DeviceMemory _memory;
    private readonly DeviceBlock[] _buffers; // by layer and side, like the ports
    private readonly Slot[] _slots;
    private readonly DecoderRun _prefill, _decode;
    private readonly CacheViews _slot, _running; // what the two runs have bound: a prompt's slot, and the buffers from _first on
    private int _first, _bound;
    private long _clock;

    /// <exception cref="ModelException">Not even one sequence fits.</exception>
    public SharedSlots(OnnxSession session, DecoderPorts ports, DeviceMemory memory, CacheLimits limits, bool logitsOfLastOnly)
    {
        (_ports, _memory) = (ports, memory);
        (var slots, ContextLength) = limits.Slots(ports.TokenBytes);
        LimitBytes = (long)slots * ContextLength * ports.TokenBytes;
        ChunkLength = limits.ChunkLength(ports, logitsOfLastOnly);
        _slots = [.. Enumerable.Range(0, slots).Select(index => new Slot(index))];
        _buffers = [.. ports.Past.Select(_ => memory.Allocate(slots * SlotBytes))];
        (_slot, _running) = (new(ports, memory), new(ports, memory));
        _prefill = new(session, ports, logitsOfLastOnly);
        _decode = new(session, ports, logitsOfLastOnly);
    }

    public int ContextLength { get; }

    public int ChunkLength { get; }

    public long LimitBytes { get; }

    public long UsedBytes => (long)_slots.Count(slot => slot.Owner is not null) * ContextLength * _ports.TokenBytes;

    // One slot in one buffer.
    private long SlotBytes => (long)_ports.KeyHeads * ContextLength * _ports.HeadBytes;

    public bool TryEnter(Sequence sequence)
    {
        if (Oldest(except: null) is not { } slot) return false;

        var (source, known) = MostAlike(sequence);
        if (known > 0)
        {
            // A text that mostly goes on is taken over; of one that only begins alike, the beginning is copied while there is room.
            var takesOver = source!.Owner is null && (2 * known >= source.Read || Oldest(source) is null);
            slot = takesOver ? source : Oldest(source)!;
            if (!takesOver) Copy(source, slot, known);
        }

        slot.Owner = sequence;
        slot.Tokens = sequence.Tokens;
        slot.Read = known;
        sequence.Enter(slot, known);
        return true;
    }

    public ReadOnlySpan<float> Prefill(Sequence sequence, int count)
    {
        var slot = Of(sequence);
        var total = slot.Read + count;
        _prefill.Shape(1, count, total, slot.Read > 0);
        Widen(sequence.Unread[..count], _prefill.Ids(0));
        _prefill.Mask(0, 0, total);
        _prefill.Positions(0, slot.Read);
        _slot.Show(_buffers, slot.Index * SlotBytes, 1, ContextLength);
        _prefill.BindCache(_slot, _slot);
        _prefill.Run();
        slot.Read = sequence.Read(count);
        return _prefill.Logits(0);
    }

    public void Decode(IReadOnlyList<Sequence> sequences)
    {
        Close(sequences);
        var (first, last, longest) = (int.MaxValue, 0, 0);
        foreach (var sequence in sequences)
        {
            var index = Of(sequence).Index;
            (first, last) = (Math.Min(first, index), Math.Max(last, index));
        }

        var rows = last - first + 1;
        for (var i = first; i <= last; i++)
        {
            var slot = _slots[i];
            if (slot.Read == ContextLength) slot.Read--; // only where nobody is: its last token makes room for the ride
            longest = Math.Max(longest, slot.Read + 1);
        }

        Bind(first, rows);
        _decode.Shape(rows, 1, longest, hasPast: true);
        for (var i = 0; i < rows; i++)
        {
            var slot = _slots[first + i];
            _decode.Ids(i)[0] = slot.Owner is { Unread: [var next] } ? next : 0;
            _decode.Mask(i, 0, slot.Read + 1);
            _decode.Positions(i, slot.Read);
        }

        _decode.Run();
        foreach (var sequence in sequences) Of(sequence).Read = sequence.Read(1);
    }

    public ReadOnlySpan<float> Logits(Sequence sequence) => _decode.Logits(Of(sequence).Index - _first);

    public void Leave(Sequence sequence)
    {
        var slot = Of(sequence);
        slot.Owner = null;
        slot.LastUse = ++_clock;
    }

    public void Dispose()
    {
        _prefill.Dispose();
        _decode.Dispose();
        _slot.Dispose();
        _running.Dispose();
        foreach (var buffer in _buffers) buffer.Dispose();
    }

    private static Slot Of(Sequence sequence) => (Slot)sequence.Place!;

    private static void Widen(ReadOnlySpan<int> ids, Span<long> to)
    {
        for (var i = 0; i < ids.Length; i++) to[i] = ids[i];
    }

    // The free slot whose tokens nobody wanted for longest; among those never used, the first, so that taken slots lie together.
    private Slot? Oldest(Slot? except)
    {
        Slot? oldest = null;
        foreach (var slot in _slots)
        {
            if (slot.Owner is null && slot != except && (oldest is null || slot.LastUse < oldest.LastUse)) oldest = slot;
        }

        return oldest;
    }

    private (Slot? Slot, int Known) MostAlike(Sequence sequence)
    {
        (Slot? Slot, int Known) best = default;
        foreach (var slot in _slots)
        {
            var known = Prefixes.Known(sequence.Prompt, slot.Tokens, slot.Read);
            if (known > best.Known || (known == best.Known && known > 0 && slot.Owner is null)) best = (slot, known);
        }

        return best;
    }

    // Rows that ride along cost time. When they are more than those that run, the last one moves into the first gap.
    private void Close(IReadOnlyList<Sequence> sequences)
    {
        while (true)
        {
            var (first, last) = (int.MaxValue, 0);
            foreach (var sequence in sequences)
            {
                var index = Of(sequence).Index;
                (first, last) = (Math.Min(first, index), Math.Max(last, index));
            }

            if (last - first + 1 <= 2 * sequences.Count) return;
            var gap = _slots.AsSpan(first, last - first).ToArray().FirstOrDefault(slot => slot.Owner is null);
            if (gap is null) return;
            Move(_slots[last], gap);
        }
    }

    private void Move(Slot from, Slot to)
    {
        Copy(from, to, from.Read);
        (to.Owner, to.Tokens, to.Read, to.LastUse) = (from.Owner, from.Tokens, from.Read, ++_clock);
        to.Owner!.Move(to);
        (from.Owner, from.Read) = (null, 0); // its tokens live on in the other slot
    }

    private void Copy(Slot from, Slot to, int tokens)
    {
        var head = (long)ContextLength * _ports.HeadBytes;
        foreach (var buffer in _buffers)
        {
            for (var h = 0; h < _ports.KeyHeads; h++)
            {
                _memory.Copy(
                    buffer, from.Index * SlotBytes + h * head, buffer, to.Index * SlotBytes + h * head, (long)tokens * _ports.HeadBytes);
            }
        }
    }

    private void Bind(int first, int rows)
    {
        if (_first == first && _bound == rows) return;

        _running.Show(_buffers, first * SlotBytes, rows, ContextLength);
        _decode.BindCache(_running, _running);
        (_first, _bound) = (first, rows);
    }

    private sealed class Slot(int index)
    {
        public int Index { get; } = index;

        /// <summary>The sequence inside, or null.</summary>
        public Sequence? Owner { get; set; }

        /// <summary>The text whose first <see cref="Read"/> tokens have keys and values here.</summary>
        public List<int> Tokens { get; set; } = [];

        public int Read { get; set; }

        public long LastUse { get; set; }
    }
}
