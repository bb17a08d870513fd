using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Andamento.Api.Guardrails.Texts;

/// <summary>Puts other values in the place of some of a body's, and leaves every other byte as it was.</summary>
/// <param name="body">The body: one JSON value.</param>
internal sealed class JsonPatch(ReadOnlyMemory<byte> body)
{
    private readonly List<(int Offset, int Length, byte[] Value)> _changes = [];

    /// <summary>Nothing was changed.</summary>
    public bool IsEmpty => _changes.Count is 0;

    /// <summary>Puts a text in a slot.</summary>
    public void Replace(in TextSlot slot, string text) => Replace(slot.Offset, slot.Length, Quoted(text));

    /// <summary>Puts a value, as JSON, in the place of another.</summary>
    public void Replace(int offset, int length, byte[] value) => _changes.Add((offset, length, value));

    /// <summary>Adds a member to the object that the body is.</summary>
    /// <param name="member">The member: name, colon and value.</param>
    public void Append(ReadOnlySpan<byte> member)
    {
        var end = body.Span.LastIndexOf((byte)'}');
        var isEmpty = body.Span[..end].TrimEnd(" \t\r\n"u8) is [.., (byte)'{'];
        Replace(end, 0, isEmpty ? member.ToArray() : [(byte)',', .. member]);
    }

    /// <summary>The body as changed.</summary>
    public ReadOnlyMemory<byte> Apply()
    {
        if (IsEmpty) return body;

        _changes.Sort(static (one, other) => one.Offset.CompareTo(other.Offset));
        var output = new ArrayBufferWriter<byte>(body.Length + 64);
        var at = 0;
        foreach (var (offset, length, value) in _changes)
        {
            output.Write(body.Span[at..offset]);
            output.Write(value);
            at = offset + length;
        }

        output.Write(body.Span[at..]);
        return output.WrittenMemory;
    }

    /// <summary>A text as a JSON string. Half of a surrogate pair, which no UTF-8 can hold, becomes the replacement character.</summary>
    public static byte[] Quoted(string text) =>
        [(byte)'"', .. JsonEncodedText.Encode(Encoding.UTF8.GetBytes(text), JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes, (byte)'"'];
}
