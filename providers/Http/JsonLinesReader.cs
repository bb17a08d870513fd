using System.Buffers;

namespace Andamento.Providers.Http;

/// <summary>Reads a stream with one JSON object a line. Blank lines are nothing; the last line may lack its end.</summary>
internal sealed class JsonLinesReader(int maxEventBytes) : IEventReader
{
    private const int FirstBufferBytes = 16 << 10;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBufferBytes);
    private int _start; // of the line being received
    private int _scanned; // no line ends before this
    private int _end; // of the received bytes
    private bool _ended;

    public bool TryRead(out ReadOnlySpan<byte> data)
    {
        while (_start < _end)
        {
            var length = _buffer.AsSpan(_scanned, _end - _scanned).IndexOf((byte)'\n');
            if (length < 0 && !_ended)
            {
                _scanned = _end;
                if (_end - _start > maxEventBytes) throw TooLarge();
                break;
            }

            var lineEnd = length < 0 ? _end : _scanned + length;
            var line = _buffer.AsSpan(_start, lineEnd - _start).Trim(" \t\r"u8);
            _start = _scanned = Math.Min(lineEnd + 1, _end);
            if (line.IsEmpty) continue;
            if (line.Length > maxEventBytes) throw TooLarge();

            data = line;
            return true;
        }

        data = default;
        return false;
    }

    public Memory<byte> Room()
    {
        MakeRoom();
        return _buffer.AsMemory(_end);
    }

    public void Receive(int bytes)
    {
        _end += bytes;
        _ended = bytes == 0;
    }

    public void Dispose()
    {
        if (_buffer.Length == 0) return;

        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _start = _scanned = _end = 0;
    }

    private void MakeRoom()
    {
        if (_end < _buffer.Length && _start == 0) return;

        var smaller = _buffer;
        var larger = _end - _start <= smaller.Length / 2 ? smaller : ArrayPool<byte>.Shared.Rent(smaller.Length * 2);
        smaller.AsSpan(_start, _end - _start).CopyTo(larger);
        (_buffer, _end, _scanned, _start) = (larger, _end - _start, _scanned - _start, 0);
        if (larger != smaller) ArrayPool<byte>.Shared.Return(smaller);
    }

    private InvalidDataException TooLarge() => new($"an event of more than {maxEventBytes} bytes (Providers:MaxEventBytes)");
}
