namespace Andamento.Inference.Generation;

/// <summary>Rows of sequences that left, for prompts that begin the same way. They take only memory that no sequence needs.</summary>
internal sealed class RememberedRows(DecoderPorts ports, DeviceMemory memory) : IDisposable
{
    private readonly LinkedList<(List<int> Tokens, int Read, RowGroup Row)> _rows = []; // the latest use first

    /// <summary>Keeps a sequence's row, when there is room beside what lives.</summary>
    public void Keep(Sequence sequence, RowGroup group, long room)
    {
        var (tokens, read) = (sequence.Tokens, sequence.ReadTokens);
        var row = group.Rows.IndexOf(sequence);
        var bytes = RowGroup.RoomFor(read) * ports.TokenBytes;
        if (row < 0 || read == 0 || bytes > room) return;

        Shrink(room - bytes);
        var kept = new RowGroup(ports, memory);
        try
        {
            kept.Reshape(1, read);
            kept.CopyRow(group, row, group.Padding(sequence), 0, read);
            _rows.AddFirst((tokens, read, kept));
        }
        catch
        {
            kept.Dispose();
            throw;
        }
    }

    /// <summary>Copies what a prompt shares with a row into a group of its own; 0 when no row knows more than this.</summary>
    public int Recall(Sequence sequence, RowGroup to, int moreThan)
    {
        LinkedListNode<(List<int> Tokens, int Read, RowGroup Row)>? best = null;
        for (var node = _rows.First; node is not null; node = node.Next)
        {
            var known = Prefixes.Known(sequence.Prompt, node.Value.Tokens, node.Value.Read);
            if (known > moreThan) (best, moreThan) = (node, known);
        }

        if (best is null) return 0;

        _rows.Remove(best);
        _rows.AddFirst(best);
        to.Reshape(1, moreThan);
        to.CopyRow(best.Value.Row, 0, 0, 0, moreThan);
        return moreThan;
    }

    /// <summary>Forgets the rows that nobody wanted for longest, until the rest fits.</summary>
    public void Shrink(long room)
    {
        var used = _rows.Sum(row => row.Row.Bytes);
        while (used > room && _rows.Last is { } last)
        {
            used -= last.Value.Row.Bytes;
            last.Value.Row.Dispose();
            _rows.RemoveLast();
        }
    }

    public void Dispose() => Shrink(-1);
}
