using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Andamento.Providers.Unified;

namespace Andamento.Providers.Http;

/// <summary>
/// Reads Amazon's event stream. An event is handed out as <c>{"type":payload}</c>, an exception or error as
/// <c>{"error":{"code":type,"message":…}}</c>: what a dialect would otherwise have to learn of headers.
/// </summary>
internal sealed class AwsEventReader(int maxEventBytes) : IEventReader
{
    private const int FirstBufferBytes = 16 << 10;

    private readonly ArrayBufferWriter<byte> _event = new(1024);
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBufferBytes);
    private int _start; // of the message being received
    private int _end; // of the received bytes

    public bool TryRead(out ReadOnlySpan<byte> data)
    {
        data = default;
        var received = _buffer.AsSpan(_start, _end - _start);
        if (received.Length < AwsFrame.PreludeBytes) return false;

        var length = AwsFrame.LengthOf(received[..AwsFrame.PreludeBytes], maxEventBytes);
        if (received.Length < length)
        {
            MakeRoom(length);
            return false;
        }

        Unwrap(new(received[..length]));
        _start += length;
        data = _event.WrittenSpan;
        return true;
    }

    public Memory<byte> Room()
    {
        if (_start == _end) _start = _end = 0;
        if (_end == _buffer.Length) MakeRoom(_end - _start + 1);
        return _buffer.AsMemory(_end);
    }

    public void Receive(int bytes) => _end += bytes;

    public void Dispose()
    {
        if (_buffer.Length == 0) return;

        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _start = _end = 0;
    }

    private void MakeRoom(int length)
    {
        if (_start + length <= _buffer.Length) return;

        var smaller = _buffer;
        var larger = length <= smaller.Length ? smaller : ArrayPool<byte>.Shared.Rent(length);
        smaller.AsSpan(_start, _end - _start).CopyTo(larger);
        (_buffer, _end, _start) = (larger, _end - _start, 0);
        if (larger != smaller) ArrayPool<byte>.Shared.Return(smaller);
    }

    private void Unwrap(AwsFrame frame)
    {
        _event.ResetWrittenCount();
        if (frame.Kind is "event")
        {
            if (!Utf8.IsValid(frame.Name)) throw new InvalidDataException("an event whose name is no text");

            _event.Write("{\""u8);
            _event.Write(JsonEncodedText.Encode(frame.Name).EncodedUtf8Bytes);
            _event.Write("\":"u8);
            _event.Write(frame.Payload.IsEmpty ? "{}"u8 : frame.Payload);
            _event.Write("}"u8);
            return;
        }

        var message = frame.Message.IsEmpty ? Said(frame.Payload) : Encoding.UTF8.GetString(frame.Message);
        _event.Write(JsonBytes.Write((Encoding.UTF8.GetString(frame.Name), message), static (json, error) =>
        {
            json.WriteStartObject();
            json.WriteStartObject("error"u8);
            json.WriteString("code"u8, error.Item1);
            json.WriteString("message"u8, error.message);
            json.WriteEndObject();
            json.WriteEndObject();
        }));
    }

    private static string? Said(ReadOnlySpan<byte> payload) => UpstreamError.Read(payload.ToArray()).Message;
}
