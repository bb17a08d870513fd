using System.Buffers;

namespace Andamento.Providers.OpenAI;

/// <summary>
/// Recognises the events of a stream that differ from one already read in nothing but their text, which nearly all do,
/// and so need not be read again: what surrounds the text is compared as bytes, and the text must be the inside of a JSON
/// string. Everything known of the first event holds for such an event.
/// </summary>
internal sealed class EventTemplate
{
    private static readonly SearchValues<byte> Special =
        SearchValues.Create([(byte)'"', (byte)'\\', .. Enumerable.Range(0, 0x20).Select(code => (byte)code)]);

    private static readonly SearchValues<byte> HexDigits = SearchValues.Create("0123456789abcdefABCDEF"u8);

    private byte[] _front = [];
    private byte[] _back = [];
    private byte[] _frontSent = [];
    private byte[] _backSent = [];

    /// <summary>Takes an event as the template of those behind it.</summary>
    /// <param name="payload">The event as it came.</param>
    /// <param name="facts">What was read of it.</param>
    /// <param name="sent">The event as it goes on: another model's name, the rest the same.</param>
    public void Learn(ReadOnlySpan<byte> payload, in AnswerFacts facts, ReadOnlySpan<byte> sent)
    {
        if (facts.TextEnd == 0 || facts.Finished != 0 || facts.Usage is not null) return;

        _front = payload[..facts.TextStart].ToArray();
        _back = payload[facts.TextEnd..].ToArray();

        // The name stands in front of the text or behind it.
        var longer = sent.Length - payload.Length;
        var moved = facts.ModelStart < facts.TextStart ? longer : 0;
        _frontSent = sent[..(facts.TextStart + moved)].ToArray();
        _backSent = sent[(facts.TextEnd + moved)..].ToArray();
    }

    /// <summary>Writes an event as it goes on, if it is one of this kind.</summary>
    public bool TryPass(ReadOnlySpan<byte> payload, JoinedEvents events)
    {
        if (_front.Length == 0 || payload.Length < _front.Length + _back.Length
            || !payload.StartsWith(_front) || !payload.EndsWith(_back))
        {
            return false;
        }

        var text = payload[_front.Length..^_back.Length];
        if (!IsInsideOfString(text)) return false;

        events.Add(_frontSent, text, _backSent);
        return true;
    }

    private static bool IsInsideOfString(ReadOnlySpan<byte> text)
    {
        while (text.IndexOfAny(Special) is >= 0 and var at)
        {
            if (text[at] != '\\' || at + 1 == text.Length) return false;

            var length = text[at + 1] switch
            {
                (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t' => 2,
                (byte)'u' when text.Length >= at + 6 && IsHex(text.Slice(at + 2, 4)) => 6,
                _ => 0,
            };
            if (length == 0) return false;

            text = text[(at + length)..];
        }

        return true;
    }

    private static bool IsHex(ReadOnlySpan<byte> digits) => !digits.ContainsAnyExcept(HexDigits);
}
