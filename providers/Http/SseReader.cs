using System.Buffers;

namespace Andamento.Providers.Http;

/// <summary>
/// Reads an event stream (WHATWG HTML, section 9.2.6): hands out the data of each event as bytes, and nothing else of it.
/// </summary>
/// <remarks>
/// Lines end in LF, CRLF or CR, wherever packets are cut. The data of an event lies in the receive buffer itself: a
/// single <c>data:</c> line, which is nearly every event, is never copied; further lines are moved behind the first.
/// Unlike the standard an event without its blank line counts at the end of the stream, since some servers stop there.
/// </remarks>
internal sealed class SseReader(int maxEventBytes) : IEventReader
{
    private const int FirstBufferBytes = 4 << 10; // what a connection receives at once; a thousand streams wait with one each
    private const int NoData = -1;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBufferBytes);
    private int _end; // of the received bytes
    private int _line; // start of the line being read
    private int _scanned; // no line ends before this
    private int _data = NoData; // start of the data of the event being read
    private int _dataEnd;
    private bool _skipLineFeed; // the last line ended in CR, so an LF belongs to it
    private bool _anyLine;
    private bool _ended;

    /// <summary>The next event among the received bytes. Its data is valid until the next call of anything here.</summary>
    /// <returns>False when more bytes are needed, or none will come.</returns>
    /// <exception cref="InvalidDataException">One event is larger than the limit.</exception>
    public bool TryRead(out ReadOnlySpan<byte> data)
    {
        while (TryReadLine(out var start, out var end))
        {
            if (start < end) AddLine(start, end);
            else if (TryTakeEvent(out data)) return true;
        }

        data = default;
        return _ended && TryTakeEvent(out data);
    }

    /// <inheritdoc/>
    public Memory<byte> Room()
    {
        MakeRoom();
        return _buffer.AsMemory(_end);
    }

    /// <inheritdoc/>
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
        _end = _line = _scanned = 0;
        _data = NoData;
    }

    private bool TryReadLine(out int start, out int end)
    {
        if (_skipLineFeed && _line < _end)
        {
            if (_buffer[_line] == '\n') _scanned = ++_line;
            _skipLineFeed = false;
        }

        start = _line;
        var length = _buffer.AsSpan(_scanned, _end - _scanned).IndexOfAny((byte)'\n', (byte)'\r');
        end = length < 0 ? _end : _scanned + length;
        if (length < 0)
        {
            _scanned = _end;
            if (!_ended || start == end) return false;

            _line = _end; // the last line, without a line end of its own
        }
        else
        {
            _skipLineFeed = _buffer[end] == '\r';
            _line = _scanned = end + 1;
        }

        if (!_anyLine && _buffer.AsSpan(start, end - start).StartsWith("\uFEFF"u8)) start += 3;
        _anyLine = true;
        return true;
    }

    private void AddLine(int start, int end)
    {
        var line = _buffer.AsSpan(start, end - start);
        if (!line.StartsWith("data"u8)) return;

        var value = line[4..];
        if (!value.IsEmpty)
        {
            if (value[0] != ':') return; // another field, whose name begins alike
            value = value[1..];
            if (!value.IsEmpty && value[0] == ' ') value = value[1..];
        }

        if (_data == NoData)
        {
            (_data, _dataEnd) = (end - value.Length, end);
        }
        else
        {
            _buffer[_dataEnd++] = (byte)'\n';
            value.CopyTo(_buffer.AsSpan(_dataEnd));
            _dataEnd += value.Length;
        }

        RefuseAbove(_dataEnd - _data);
    }

    private bool TryTakeEvent(out ReadOnlySpan<byte> data)
    {
        data = _data == NoData ? default : _buffer.AsSpan(_data, _dataEnd - _data);
        _data = NoData;
        return !data.IsEmpty;
    }

    private void MakeRoom()
    {
        var keep = _data == NoData ? _line : _data;
        RefuseAbove(_end - keep);
        if (_buffer.Length - _end > _buffer.Length / 4) return;

        if (_end - keep <= _buffer.Length / 2) MoveTo(_buffer, keep);
        else
        {
            var smaller = _buffer;
            MoveTo(ArrayPool<byte>.Shared.Rent(smaller.Length * 2), keep);
            ArrayPool<byte>.Shared.Return(smaller);
        }
    }

    private void RefuseAbove(int length)
    {
        if (length <= maxEventBytes) return;

        throw new InvalidDataException($"an event of more than {maxEventBytes} bytes (Providers:MaxEventBytes)");
    }

    private void MoveTo(byte[] target, int keep)
    {
        _buffer.AsSpan(keep, _end - keep).CopyTo(target);
        _buffer = target;
        _end -= keep;
        _line -= keep;
        _scanned -= keep;
        if (_data == NoData) return;

        _data -= keep;
        _dataEnd -= keep;
    }
}
