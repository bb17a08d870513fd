using Andamento.Inference.Onnx;

namespace Andamento.Inference.Generation;

/// <summary>
/// Keys and values for models that hand back their past with the new tokens appended. What a run gives is the past of the next as
/// it is, while the same sequences run. When one joins or leaves, the rows are copied into tensors of the new shape.
/// </summary>
/// <remarks>
/// Rows of different lengths run together with padding before the shorter ones, which a model bears when it is told where the
/// padding is and which place a token has. A model that cannot be told runs rows of one length together. (A model that quantizes
/// its activations over a whole run, by DynamicQuantizeLinear, lets rows touch each other a little whatever is done here.)
/// </remarks>
internal sealed class ConcatenatingRows : ISequenceMemory
{
    private readonly DecoderPorts _ports;
    private readonly DeviceMemory _memory;
    private readonly CacheLimits _limits;
    private readonly DecoderRun _prefill;
    private readonly List<(RowGroup Group, DecoderRun Run)> _groups = [];
    private readonly List<Sequence> _inside = [];
    private readonly Stack<DecoderRun> _idle = new();
    private readonly RememberedRows _remembered;
    private readonly Func<DecoderRun> _open;
    private readonly bool _pads;

    /// <exception cref="ModelException">Not even one sequence fits.</exception>
    public ConcatenatingRows(OnnxSession session, DecoderPorts ports, DeviceMemory memory, CacheLimits limits, bool logitsOfLastOnly)
    {
        (_ports, _memory, _limits) = (ports, memory, limits);
        _pads = ports is { AttentionMask: not null, PositionIds: not null };
        ContextLength = limits.Longest(Cost(1));
        LimitBytes = Math.Min(limits.Bytes, limits.Sequences * Cost(ContextLength));
        ChunkLength = limits.ChunkLength(ports, logitsOfLastOnly);
        _open = () => new(session, ports, logitsOfLastOnly);
        _prefill = _open();
        _remembered = new(ports, memory);
    }

    public int ContextLength { get; }

    public int ChunkLength { get; }

    public long LimitBytes { get; }

    public long UsedBytes { get; private set; }

    public bool TryEnter(Sequence sequence)
    {
        // Every row is as long as the longest, so that counts: what all may need at their ends.
        var longest = sequence.Limit;
        foreach (var other in _inside) longest = Math.Max(longest, other.Limit);
        var needed = (_inside.Count + 1) * Cost(longest);
        if (_inside.Count > 0 && (_inside.Count == _limits.Sequences || needed > LimitBytes)) return false;

        _remembered.Shrink(LimitBytes - needed);
        var group = new RowGroup(_ports, _memory);
        try
        {
            sequence.Enter(group, Recall(sequence, group));
        }
        catch
        {
            group.Dispose();
            throw;
        }

        group.Rows.Add(sequence);
        _inside.Add(sequence);
        UsedBytes = needed;
        return true;
    }

    public ReadOnlySpan<float> Prefill(Sequence sequence, int count)
    {
        var group = (RowGroup)sequence.Place!;
        Run(_prefill, group, count);
        return _prefill.Logits(0);
    }

    public void Decode(IReadOnlyList<Sequence> sequences)
    {
        Regroup(sequences);
        foreach (var (group, run) in _groups) Run(run, group, 1);
    }

    public ReadOnlySpan<float> Logits(Sequence sequence)
    {
        foreach (var (group, run) in _groups)
        {
            if (group == sequence.Place) return run.Logits(group.Rows.IndexOf(sequence));
        }

        throw new InvalidOperationException("This sequence was not in the last step.");
    }

    public void Leave(Sequence sequence)
    {
        _inside.Remove(sequence);
        var longest = 0;
        foreach (var other in _inside) longest = Math.Max(longest, other.Limit);
        UsedBytes = _inside.Count * Cost(longest);

        var group = (RowGroup)sequence.Place!;
        _remembered.Keep(sequence, group, LimitBytes - UsedBytes);
        sequence.Move(null); // the next step leaves its row out
        if (!_groups.Exists(running => running.Group == group)) group.Dispose();
    }

    public void Dispose()
    {
        foreach (var sequence in _inside) (sequence.Place as RowGroup)?.Dispose();
        foreach (var (group, run) in _groups)
        {
            group.Dispose();
            run.Dispose();
        }

        foreach (var run in _idle) run.Dispose();
        _remembered.Dispose();
        _prefill.Dispose();
    }

    // Both sets of tensors, with the room that they are given.
    private long Cost(int length) => 2 * _ports.TokenBytes * (length == 1 ? 1 : RowGroup.RoomFor(length));

    private static void Run(DecoderRun run, RowGroup group, int count)
    {
        run.Shape(group.Rows.Count, count, group.Length + count, hasPast: group.Length > 0);
        for (var row = 0; row < group.Rows.Count; row++)
        {
            var sequence = group.Rows[row];
            var ids = run.Ids(row);
            var unread = sequence.Unread;
            for (var i = 0; i < count; i++) ids[i] = unread[i];
            var padding = group.Padding(sequence);
            run.Mask(row, padding, sequence.ReadTokens + count);
            run.Positions(row, sequence.ReadTokens);
        }

        group.Bind(run, count);
        run.Run();
        group.Advance(count);
        foreach (var sequence in group.Rows) sequence.Read(count);
    }

    // 1. Sequences that run together belong in one group: all, or those of one length. 2. A group that is as it should be stays.
    // 3. Any other is put together anew from rows of the old ones. 4. What nobody is in any more goes.
    private void Regroup(IReadOnlyList<Sequence> sequences)
    {
        if (IsGrouped(sequences)) return;

        List<List<Sequence>> wanted = _pads
            ? [[.. sequences]]
            : [.. sequences.GroupBy(sequence => sequence.ReadTokens).Select(rows => rows.ToList())];
        var groups = new List<RowGroup>();
        var fresh = new List<RowGroup>();
        try
        {
            foreach (var rows in wanted)
            {
                var group = (RowGroup)rows[0].Place!;
                if (!group.Rows.SequenceEqual(rows)) fresh.Add(group = Gather(rows));
                groups.Add(group);
            }
        }
        catch
        {
            fresh.ForEach(group => group.Dispose());
            throw;
        }

        var past = _groups.Select(group => group.Group).Concat(sequences.Select(sequence => (RowGroup)sequence.Place!)).ToHashSet();
        foreach (var group in groups) group.Rows.ForEach(sequence => sequence.Move(group));
        foreach (var group in past.Except(groups)) group.Dispose();
        foreach (var (_, run) in _groups) _idle.Push(run);
        _groups.Clear();
        foreach (var group in groups) _groups.Add((group, _idle.TryPop(out var idle) ? idle : _open()));
    }

    private bool IsGrouped(IReadOnlyList<Sequence> sequences)
    {
        var rows = 0;
        foreach (var (group, _) in _groups) rows += group.Rows.Count;
        if (rows != sequences.Count) return false;

        for (var i = 0; i < sequences.Count; i++)
        {
            var found = false;
            foreach (var (group, _) in _groups) found |= group == sequences[i].Place;
            if (!found) return false;
        }

        return true;
    }

    private RowGroup Gather(List<Sequence> rows)
    {
        var group = new RowGroup(_ports, _memory);
        try
        {
            group.Reshape(rows.Count, rows.Max(sequence => sequence.ReadTokens));
            for (var row = 0; row < rows.Count; row++)
            {
                var from = (RowGroup)rows[row].Place!;
                group.CopyRow(from, from.Rows.IndexOf(rows[row]), from.Padding(rows[row]), row, rows[row].ReadTokens);
            }

            group.Rows.AddRange(rows);
            return group;
        }
        catch
        {
            group.Dispose();
            throw;
        }
    }

    // A beginning that another sequence inside has, or one that left: whichever has more.
    private int Recall(Sequence sequence, RowGroup group)
    {
        var (best, known) = ((Sequence?)null, 0);
        foreach (var other in _inside)
        {
            var alike = Prefixes.Known(sequence.Prompt, other.Tokens, other.ReadTokens);
            if (alike > known) (best, known) = (other, alike);
        }

        if (_remembered.Recall(sequence, group, known) is > 0 and var remembered) return remembered;

        group.Reshape(1, known);
        if (best is null) return 0;

        var from = (RowGroup)best.Place!;
        group.CopyRow(from, from.Rows.IndexOf(best), from.Padding(best), 0, known);
        return known;
    }
}
