using System.Text;

namespace Andamento.Inference.Tokens;

/// <summary>
/// The alphabet of byte-level tokenizers: each byte is a printable character, so that a vocabulary of bytes can be written as
/// text. Printable Latin bytes stand for themselves, the others for U+0100 and what follows, in order.
/// </summary>
internal static class ByteAlphabet
{
    private static readonly char[] Characters = new char[256];
    private static readonly short[] Bytes = new short[0x144];

    static ByteAlphabet()
    {
        var next = '\u0100';
        Array.Fill(Bytes, (short)-1);
        for (var octet = 0; octet < 256; octet++)
        {
            var printable = octet is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
            Characters[octet] = printable ? (char)octet : next++;
            Bytes[Characters[octet]] = (short)octet;
        }
    }

    /// <summary>The text's UTF-8 in this alphabet.</summary>
    public static string Spell(ReadOnlySpan<char> text)
    {
        var spelled = new char[Encoding.UTF8.GetByteCount(text)];
        Spell(text, spelled);
        return new string(spelled);
    }

    /// <summary>The text's UTF-8 in this alphabet; says how many characters that are.</summary>
    public static int Spell(ReadOnlySpan<char> text, Span<char> into)
    {
        Span<byte> bytes = stackalloc byte[4];
        var count = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsAscii)
            {
                into[count++] = Characters[rune.Value];
                continue;
            }

            foreach (var octet in bytes[..rune.EncodeToUtf8(bytes)]) into[count++] = Characters[octet];
        }

        return count;
    }

    /// <summary>The bytes that a token in this alphabet stands for. A token with any other character stands for its own UTF-8.</summary>
    public static byte[] Read(string token)
    {
        var bytes = new byte[token.Length];
        for (var i = 0; i < token.Length; i++)
        {
            if (token[i] >= Bytes.Length || Bytes[token[i]] < 0) return Encoding.UTF8.GetBytes(token);
            bytes[i] = (byte)Bytes[token[i]];
        }

        return bytes;
    }
}
