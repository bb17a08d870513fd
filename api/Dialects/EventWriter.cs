using System.Buffers;
using System.Text.Json;

namespace Andamento.Api.Dialects;

/// <summary>Writes server-sent events, each a JSON object with its <c>type</c> first.</summary>
/// <remarks>An event is put together before any of it is sent: text that turns out to be broken leaves no half of one.</remarks>
/// <param name="named">Each event has an <c>event:</c> line with its type as well.</param>
#pragma warning disable CA1001 // The writer writes to memory: there is nothing to dispose of.
internal sealed class EventWriter(bool named)
#pragma warning restore CA1001
{
    private readonly ArrayBufferWriter<byte> _event = new(512);
    private IBufferWriter<byte> _output = null!; // To sets it before the first event.
    private Utf8JsonWriter? _json;

    /// <summary>The next events go there.</summary>
    public void To(IBufferWriter<byte> output) => _output = output;

    /// <summary>Begins an event.</summary>
    public Utf8JsonWriter Begin(ReadOnlySpan<byte> type)
    {
        _event.ResetWrittenCount();
        if (named)
        {
            _event.Write("event: "u8);
            _event.Write(type);
            _event.Write("\n"u8);
        }

        _event.Write("data: "u8);
        if (_json is null) _json = new Utf8JsonWriter(_event, Translation.Options);
        else _json.Reset(_event);

        _json.WriteStartObject();
        _json.WriteString("type"u8, type);
        return _json;
    }

    /// <summary>Ends it and sends it.</summary>
    public void End()
    {
        _json!.WriteEndObject();
        _json.Flush();
        _event.Write("\n\n"u8);
        _output.Write(_event.WrittenSpan);
    }
}
