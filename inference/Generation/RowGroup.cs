namespace Andamento.Inference.Generation;

/// <summary>
/// Sequences whose keys and values are rows of the same tensors [rows, heads, length, size]. Shorter rows begin with padding. The
/// tensors are there twice: a run reads one set and writes the other.
/// </summary>
internal sealed class RowGroup(DecoderPorts ports, DeviceMemory memory) : IDisposable
{
    private DeviceBlock[] _now = [], _next = [];
    private CacheViews _past = new(ports, memory), _present = new(ports, memory);

    /// <summary>The sequences, by row.</summary>
    public List<Sequence> Rows { get; } = [];

    /// <summary>Tokens of the longest row, and so of all with their padding.</summary>
    public int Length { get; private set; }

    /// <summary>Bytes that the tensors take, both sets.</summary>
    public long Bytes => Size(_now) + Size(_next);

    /// <summary>Rows of padding before a row's first token.</summary>
    public int Padding(Sequence sequence) => Length - sequence.ReadTokens;

    /// <summary>Gives room for rows of this length, whose content is then anything.</summary>
    public void Reshape(int rows, int length)
    {
        Length = length;
        Fit(ref _now, rows, length);
        _past.Show(_now, 0, rows, length);
    }

    /// <summary>Binds what the next run reads, and what it writes: so many tokens more.</summary>
    public void Bind(DecoderRun run, int more)
    {
        Fit(ref _next, Rows.Count, Length + more);
        _present.Show(_next, 0, Rows.Count, Length + more);
        run.BindCache(_past, _present);
    }

    /// <summary>What was written is what will be read.</summary>
    public void Advance(int more)
    {
        (_now, _next, _past, _present) = (_next, _now, _present, _past);
        Length += more;
    }

    /// <summary>Copies the first tokens of a row of another group, behind padding, into a row of this one.</summary>
    public void CopyRow(RowGroup from, int fromRow, int fromPadding, int row, int tokens)
    {
        var padding = Length - tokens;
        for (var i = 0; i < _now.Length; i++)
        {
            for (var head = 0; head < ports.KeyHeads; head++)
            {
                var source = ((long)(fromRow * ports.KeyHeads + head) * from.Length + fromPadding) * ports.HeadBytes;
                var target = (long)(row * ports.KeyHeads + head) * Length * ports.HeadBytes;
                // Masked, but still multiplied: anything might be no number.
                memory.Clear(_now[i], target, (long)padding * ports.HeadBytes);
                memory.Copy(from._now[i], source, _now[i], target + (long)padding * ports.HeadBytes, (long)tokens * ports.HeadBytes);
            }
        }
    }

    public void Dispose()
    {
        _past.Dispose();
        _present.Dispose();
        Release(_now);
        Release(_next);
    }

    private static void Release(ReadOnlySpan<DeviceBlock> blocks)
    {
        foreach (var block in blocks) block.Dispose();
    }

    private static long Size(DeviceBlock[] blocks)
    {
        long bytes = 0;
        foreach (var block in blocks) bytes += block.Bytes;
        return bytes;
    }

    // A block has room for some steps more, so that not every step takes new memory.
    private void Fit(ref DeviceBlock[] blocks, int rows, int length)
    {
        var bytes = (long)rows * ports.KeyHeads * length * ports.HeadBytes;
        if (blocks.Length > 0 && blocks[0].Bytes >= bytes) return;

        Release(blocks);
        blocks = [];
        var fresh = new List<DeviceBlock>(ports.Past.Length);
        try
        {
            var room = (long)rows * ports.KeyHeads * RoomFor(length) * ports.HeadBytes;
            while (fresh.Count < ports.Past.Length) fresh.Add(memory.Allocate(room));
        }
        catch
        {
            Release([.. fresh]);
            throw;
        }

        blocks = [.. fresh];
    }

    /// <summary>Tokens that a block for so many has room for.</summary>
    public static int RoomFor(int length) => (length + length / 8 + 63) & ~63;
}
