using System.Buffers;

namespace Andamento.Providers.OpenAI;

/// <summary>Puts JSON objects together from members that are JSON already.</summary>
internal sealed class BodyWriter(int capacity)
{
    private readonly ArrayBufferWriter<byte> _output = new(capacity);
    private bool _first = true;

    /// <summary>What was written.</summary>
    public ReadOnlyMemory<byte> Written => _output.WrittenMemory;

    /// <summary>Begins an object.</summary>
    public void Begin()
    {
        _output.Write("{"u8);
        _first = true;
    }

    /// <summary>Begins a member, whose value comes next.</summary>
    public void Name(ReadOnlySpan<byte> nameJson)
    {
        if (!_first) _output.Write(","u8);
        _first = false;
        _output.Write(nameJson);
        _output.Write(":"u8);
    }

    /// <summary>Writes a member.</summary>
    public void Member(ReadOnlySpan<byte> nameJson, ReadOnlySpan<byte> value)
    {
        Name(nameJson);
        _output.Write(value);
    }

    /// <summary>Ends an object.</summary>
    public void End()
    {
        _output.Write("}"u8);
        _first = false;
    }
}
