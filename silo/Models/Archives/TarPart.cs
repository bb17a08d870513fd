namespace Andamento.Silo.Models.Archives;

/// <summary>The content of one entry of a .tar: as many bytes of the archive as its header says.</summary>
internal sealed class TarPart(Stream archive, long length) : Stream
{
    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position { get => _read; set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_read == length || buffer.IsEmpty) return 0;
        var count = await archive.ReadAsync(buffer[..(int)Math.Min(buffer.Length, length - _read)], cancellationToken);
        if (count == 0) throw new EndOfStreamException();
        _read += count;
        return count;
    }

    /// <summary>Goes to the next header. The content must have been read to its end.</summary>
    public async Task SkipPaddingAsync(CancellationToken cancellationToken)
    {
        if (_read < length) throw new InvalidDataException("The .tar has a folder with content.");
        var padding = (int)((TarHeader.Bytes - (length % TarHeader.Bytes)) % TarHeader.Bytes);
        if (padding > 0) await archive.ReadExactlyAsync(new byte[padding], cancellationToken);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read it asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
