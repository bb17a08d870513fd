using System.Buffers;
using System.Text;

namespace Andamento.Inference.Tokens.Decoders;

/// <summary>Text that grows by tokens. Bytes wait until they are a character; what may yet be cut off the end waits too.</summary>
internal sealed class TokenText(Tokenizer tokenizer, Decoding decoding) : ITokenText
{
    private const int OnStack = 256;
    private readonly byte[] _waiting = new byte[8];
    private int _waitingCount, _held; // bytes of a character that has begun; characters that may be cut off
    private int _toCut = decoding.CutFromStart;
    private bool _begun;

    public string Push(int id)
    {
        if (tokenizer.Decoded(id) is not { } token) return "";

        var bytes = _begun ? tokenizer.BytesOf(id) : decoding.BytesOf(token, first: true);
        _begun = true;
        return Add(bytes, isLast: false);
    }

    public string Finish()
    {
        var rest = Add([], isLast: true);
        _held = 0;
        return rest;
    }

    private string Add(ReadOnlySpan<byte> bytes, bool isLast)
    {
        var length = _waitingCount + bytes.Length;
        var rented = length + _held > OnStack ? ArrayPool<byte>.Shared.Rent(length) : null;
        var rentedText = rented is null ? null : ArrayPool<char>.Shared.Rent(length + _held);
        Span<byte> all = rented ?? stackalloc byte[OnStack];
        Span<char> text = rentedText ?? stackalloc char[OnStack];
        try
        {
            _waiting.AsSpan(0, _waitingCount).CopyTo(all);
            bytes.CopyTo(all[_waitingCount..]);
            text[.._held].Fill(decoding.Cut);
            return Hold(text[..Decode(all[..length], text, isLast)]);
        }
        finally
        {
            if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
            if (rentedText is not null) ArrayPool<char>.Shared.Return(rentedText);
        }
    }

    // A character never has more UTF-16 units than bytes, so the text has room.
    private int Decode(ReadOnlySpan<byte> bytes, Span<char> text, bool isLast)
    {
        var count = _held;
        _waitingCount = 0;
        while (bytes.Length > 0)
        {
            var status = Rune.DecodeFromUtf8(bytes, out var rune, out var consumed);
            if (status is OperationStatus.NeedMoreData && !isLast)
            {
                bytes.CopyTo(_waiting);
                _waitingCount = bytes.Length;
                break;
            }

            var times = status is not OperationStatus.Done && decoding.ReplacesEachByte ? consumed : 1;
            for (; times > 0; times--)
            {
                if (_toCut > 0 && rune.Value == decoding.Cut) _toCut--;
                else
                {
                    count += rune.EncodeToUtf16(text[count..]);
                    _toCut = 0;
                }
            }

            bytes = bytes[consumed..];
        }

        return count;
    }

    private string Hold(ReadOnlySpan<char> text)
    {
        _held = 0;
        while (_held < decoding.CutFromEnd && _held < text.Length && text[^(_held + 1)] == decoding.Cut) _held++;
        return text[..^_held].ToString();
    }
}
