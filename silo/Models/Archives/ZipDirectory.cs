using System.Buffers.Binary;

namespace Andamento.Silo.Models.Archives;

/// <summary>
/// Measures a .zip file's own list of files, which stands at its end and which a reader holds in memory whole: an archive of
/// many gigabytes could be nothing else.
/// </summary>
internal static class ZipDirectory
{
    private const int MaxBytes = 32 << 20;
    private const int EndBytes = 22, MaxComment = 0xFFFF, Locator64Bytes = 20, End64Bytes = 56;
    private const uint EndMark = 0x06054B50, Locator64Mark = 0x07064B50, End64Mark = 0x06064B50;

    /// <summary>Refuses an archive whose list is too long. The stream stands at its beginning afterwards.</summary>
    /// <exception cref="InvalidDataException">It is too long, or there is none.</exception>
    public static void Check(Stream archive)
    {
        var tail = Read(archive, Math.Max(0, archive.Length - EndBytes - MaxComment), EndBytes + MaxComment);
        var end = LastEnd(tail);
        if (end < 0) throw NoZip();

        var endsAt = archive.Length - tail.Length + end;
        long begins = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(end + 16));
        if (Begins64(archive, endsAt) is { } begins64) begins = Math.Min(begins, begins64); // whichever of the two a reader believes
        if (begins < 0 || begins > endsAt) throw NoZip();
        if (endsAt - begins > MaxBytes) throw new InvalidDataException($"The .zip's list of files is longer than {MaxBytes} bytes.");
        archive.Position = 0;
    }

    private static int LastEnd(byte[] tail)
    {
        for (var position = tail.Length - EndBytes; position >= 0; position--)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(position)) == EndMark) return position;
        }

        return -1;
    }

    /// <summary>Where the list begins by the record of large archives; null where there is none.</summary>
    private static long? Begins64(Stream archive, long endsAt)
    {
        if (endsAt < Locator64Bytes) return null;
        var locator = Read(archive, endsAt - Locator64Bytes, Locator64Bytes);
        if (BinaryPrimitives.ReadUInt32LittleEndian(locator) != Locator64Mark) return null;
        var at = BinaryPrimitives.ReadInt64LittleEndian(locator.AsSpan(8));
        if (at < 0 || at > endsAt - End64Bytes) throw NoZip();
        var end = Read(archive, at, End64Bytes);
        return BinaryPrimitives.ReadUInt32LittleEndian(end) == End64Mark
            ? BinaryPrimitives.ReadInt64LittleEndian(end.AsSpan(48))
            : throw NoZip();
    }

    private static byte[] Read(Stream archive, long from, int most)
    {
        var bytes = new byte[Math.Min(most, archive.Length - from)];
        archive.Position = from;
        archive.ReadExactly(bytes);
        return bytes;
    }

    private static InvalidDataException NoZip() => new("It is no .zip file, or its end is missing.");
}
