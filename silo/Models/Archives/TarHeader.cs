using System.Buffers.Binary;
using System.Text;

namespace Andamento.Silo.Models.Archives;

/// <summary>The header of one entry of a .tar: a block of 512 bytes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Size">The bytes that follow.</param>
/// <param name="Type">What it is, as one letter of the format.</param>
internal sealed record TarHeader(string Name, long Size, char Type)
{
    /// <summary>The length of a header, and what everything in the archive is a multiple of.</summary>
    public const int Bytes = 512;

    private const int SizeAt = 124, ChecksumAt = 148, TypeAt = 156, MagicAt = 257, PrefixAt = 345;

    /// <summary>Reads a header.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static TarHeader Read(ReadOnlySpan<byte> block)
    {
        if (ReadOctal(block.Slice(ChecksumAt, 8)) != Checksum(block)) throw new InvalidDataException("It is no .tar, or it is damaged.");
        var name = Text(block[..100]);
        var prefix = block[MagicAt..].StartsWith("ustar\0"u8) ? Text(block.Slice(PrefixAt, 155)) : "";
        return new(prefix.Length == 0 ? name : $"{prefix}/{name}", ReadSize(block.Slice(SizeAt, 12)), (char)block[TypeAt]);
    }

    /// <summary>Text up to its end mark.</summary>
    public static string Text(ReadOnlySpan<byte> field)
    {
        var end = field.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? field : field[..end]);
    }

    // More than 8 GiB do not fit into octal digits: then the first bit is set and a binary number follows.
    private static long ReadSize(ReadOnlySpan<byte> field)
    {
        if (field[0] < 0x80) return ReadOctal(field);
        var size = BinaryPrimitives.ReadInt64BigEndian(field[4..]);
        return field[0] == 0x80 && !field[1..4].ContainsAnyExcept((byte)0) && size >= 0
            ? size
            : throw new InvalidDataException("The .tar has a file of an impossible size.");
    }

    private static long ReadOctal(ReadOnlySpan<byte> field)
    {
        long number = 0;
        foreach (var digit in field.Trim(" \0"u8))
        {
            if (digit is < (byte)'0' or > (byte)'7') throw new InvalidDataException("It is no .tar, or it is damaged.");
            number = (number * 8) + (digit - '0');
        }

        return number;
    }

    private static long Checksum(ReadOnlySpan<byte> block)
    {
        long sum = 8 * ' '; // the field itself counts as spaces
        for (var index = 0; index < Bytes; index++)
        {
            if (index is < ChecksumAt or >= ChecksumAt + 8) sum += block[index];
        }

        return sum;
    }
}
