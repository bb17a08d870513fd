namespace Andamento.Tests.Unit.Providers.Http;

/// <summary>A stream that gives each piece in a read of its own, as packets come.</summary>
internal sealed class PiecewiseStream(params byte[][] pieces) : Stream
{
    private readonly Queue<ReadOnlyMemory<byte>> _pieces =
        new(pieces.Where(piece => piece.Length > 0).Select(piece => (ReadOnlyMemory<byte>)piece));

    /// <summary>How often it was read from.</summary>
    public int Reads { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Reads++;
        if (!_pieces.TryDequeue(out var piece)) return new(0);

        var taken = Math.Min(piece.Length, buffer.Length);
        piece[..taken].CopyTo(buffer);
        if (taken == piece.Length) return new(taken);

        var rest = _pieces.ToArray();
        _pieces.Clear();
        _pieces.Enqueue(piece[taken..]);
        foreach (var later in rest) _pieces.Enqueue(later);
        return new(taken);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }
}
