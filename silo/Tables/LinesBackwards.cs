namespace Andamento.Silo.Tables;

/// <summary>Reads the lines of a file from its end to its beginning. Lines may be longer than the buffer.</summary>
internal sealed class LinesBackwards
{
    private readonly Stream _file;
    private byte[] _buffer;
    private long _from; // of the buffer's first byte in the file
    private int _count; // bytes that are not handed out; the last of them ends a line

    /// <summary>Starts before a place.</summary>
    /// <param name="file">The file.</param>
    /// <param name="end">Where a line begins, or the end of the file; what follows the last line's end is skipped.</param>
    /// <param name="bufferBytes">Bytes read at once; at least 1.</param>
    public LinesBackwards(Stream file, long end, int bufferBytes = 64 * 1024)
    {
        (_file, _from, _buffer) = (file, Math.Min(end, file.Length), new byte[bufferBytes]);
        do
        {
            ReadMore();
            _count = _buffer.AsSpan(0, _count).LastIndexOf((byte)'\n') + 1;
        }
        while (_count is 0 && _from > 0);
    }

    /// <summary>The line, without its end. Valid until the next move.</summary>
    public ReadOnlyMemory<byte> Line { get; private set; }

    /// <summary>Where the line begins.</summary>
    public long Position { get; private set; }

    /// <summary>Goes to the line before. False at the beginning.</summary>
    public bool Move()
    {
        while (_count > 0)
        {
            var before = _buffer.AsSpan(0, _count - 1).LastIndexOf((byte)'\n');
            if (before < 0 && _from > 0)
            {
                ReadMore();
                continue;
            }

            Line = _buffer.AsMemory(before + 1, _count - before - 2);
            Position = _from + before + 1;
            _count = before + 1;
            return true;
        }

        if (_from is 0) return false;

        ReadMore();
        return Move();
    }

    // Puts what is before the buffer in front of what is in it. Growing by doubling keeps long lines linear.
    private void ReadMore()
    {
        var room = _buffer.Length - _count;
        if (room is 0)
        {
            var larger = new byte[_buffer.Length * 2];
            room = larger.Length - _count;
            _buffer.AsSpan(0, _count).CopyTo(larger.AsSpan(room));
            _buffer = larger;
        }
        else
        {
            _buffer.AsSpan(0, _count).CopyTo(_buffer.AsSpan(room));
        }

        var bytes = (int)Math.Min(room, _from);
        if (bytes < room) _buffer.AsSpan(room, _count).CopyTo(_buffer.AsSpan(bytes));

        _file.Position = _from -= bytes;
        _file.ReadExactly(_buffer, 0, bytes);
        _count += bytes;
    }
}
