using System.Buffers;

namespace Andamento.Providers.OpenAI;

/// <summary>The events that were here together, put together as they go on: one frame instead of many.</summary>
internal sealed class JoinedEvents
{
    private byte[] _buffer = []; // lent by the pool from the first event until all are handed out
    private int _length;
    private ProviderUsage? _usage;

    /// <summary>Adds an event, given in parts.</summary>
    public void Add(ReadOnlySpan<byte> front, ReadOnlySpan<byte> text, ReadOnlySpan<byte> back)
    {
        var separator = _length > 0 ? ProviderChunk.Separator : default;
        MakeRoom(separator.Length + front.Length + text.Length + back.Length);
        Append(separator);
        Append(front);
        Append(text);
        Append(back);
    }

    /// <summary>Notes tokens used.</summary>
    public void Note(ProviderUsage? usage) => _usage = usage ?? _usage;

    /// <summary>Hands out what was added, if anything was.</summary>
    public void MoveTo(ICollection<ProviderChunk> chunks)
    {
        if (_length == 0 && _usage is null) return;

        chunks.Add(new(_buffer.AsSpan(0, _length).ToArray(), _usage));
        GiveBack();
        _length = 0;
        _usage = null;
    }

    private void Append(ReadOnlySpan<byte> part)
    {
        part.CopyTo(_buffer.AsSpan(_length));
        _length += part.Length;
    }

    private void MakeRoom(int bytes)
    {
        if (_buffer.Length - _length >= bytes) return;

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(4096, 2 * (_length + bytes)));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        GiveBack();
        _buffer = larger;
    }

    private void GiveBack()
    {
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }
}
