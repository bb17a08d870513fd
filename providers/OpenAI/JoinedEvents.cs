using System.Buffers;

namespace Andamento.Providers.OpenAI;

/// <summary>The events that were here together, put together as they go on: one frame instead of many.</summary>
internal sealed class JoinedEvents
{
    private readonly ArrayBufferWriter<byte> _events = new(4096);
    private ProviderUsage? _usage;

    /// <summary>Adds an event, given in parts.</summary>
    public void Add(ReadOnlySpan<byte> front, ReadOnlySpan<byte> text, ReadOnlySpan<byte> back)
    {
        if (_events.WrittenCount > 0) _events.Write(ProviderChunk.Separator);
        _events.Write(front);
        _events.Write(text);
        _events.Write(back);
    }

    /// <summary>Notes tokens used.</summary>
    public void Note(ProviderUsage? usage) => _usage = usage ?? _usage;

    /// <summary>Hands out what was added, if anything was.</summary>
    public void MoveTo(ICollection<ProviderChunk> chunks)
    {
        if (_events.WrittenCount == 0 && _usage is null) return;

        chunks.Add(new(_events.WrittenSpan.ToArray(), _usage));
        _events.ResetWrittenCount();
        _usage = null;
    }
}
