using System.IO.Compression;

namespace Andamento.Silo.Models.Archives;

/// <summary>Unpacks a .tar, plain or compressed with gzip.</summary>
/// <remarks>
/// The headers are read here because .NET's reader holds an extended header in memory whole, which may claim two gigabytes.
/// </remarks>
internal static class TarUnpacker
{
    private const int MaxNameBytes = 64 * 1024;

    /// <summary>Writes every file of the archive into a folder.</summary>
    /// <exception cref="InvalidDataException">It is no .tar, or holds something that is refused.</exception>
    public static async Task UnpackAsync(string archive, bool gzip, StagedFolder target, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(archive, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 64 * 1024, useAsync: true);
        await using var content = gzip ? new GZipStream(file, CompressionMode.Decompress) : (Stream)file;
        try
        {
            await UnpackAsync(content, target, cancellationToken);
        }
        catch (EndOfStreamException cut)
        {
            throw new InvalidDataException("The .tar ends before its end.", cut);
        }
    }

    private static async Task UnpackAsync(Stream archive, StagedFolder target, CancellationToken cancellationToken)
    {
        var block = new byte[TarHeader.Bytes];
        var overrides = new TarOverrides();
        while (await ReadHeaderAsync(archive, block, cancellationToken) is { } read)
        {
            var header = overrides.ApplyTo(read);
            var part = new TarPart(archive, header.Size);
            if (header.Type is 'x' or 'L' or 'g') target.AddEntry(); // an archive of nothing but headers ends, too
            switch (header.Type)
            {
                case 'x':
                    overrides.ReadExtended(await ReadTextAsync(part, cancellationToken));
                    break;
                case 'L':
                    overrides.ReadLongName(await ReadTextAsync(part, cancellationToken));
                    break;
                case 'g': // words about the whole archive, such as the commit it was made from
                    await ReadTextAsync(part, cancellationToken);
                    break;
                case '5':
                    if (header.Name.TrimEnd('/') is { Length: > 0 } folder and not ".") target.AddFolder(WithoutDot(folder));
                    overrides = new();
                    break;
                case '0' or '\0':
                    await target.AddFileAsync(WithoutDot(header.Name), part, cancellationToken);
                    overrides = new();
                    break;
                default:
                    throw new InvalidDataException($"'{header.Name}' is neither a file nor a folder; links and devices are refused.");
            }

            await part.SkipPaddingAsync(cancellationToken);
        }
    }

    // What tar writes when it is told to pack '.'.
    private static string WithoutDot(string name) => name.StartsWith("./", StringComparison.Ordinal) ? name[2..] : name;

    /// <summary>The next header; null at the end of the archive.</summary>
    private static async Task<TarHeader?> ReadHeaderAsync(Stream archive, byte[] block, CancellationToken cancellationToken)
    {
        var count = await archive.ReadAtLeastAsync(block, block.Length, throwOnEndOfStream: false, cancellationToken);
        if (count == 0 || !block.AsSpan(0, count).ContainsAnyExcept((byte)0)) return null;
        return count == block.Length ? TarHeader.Read(block) : throw new EndOfStreamException();
    }

    private static async Task<byte[]> ReadTextAsync(TarPart part, CancellationToken cancellationToken)
    {
        if (part.Length > MaxNameBytes) throw new InvalidDataException($"The .tar has a header of {part.Length} bytes.");
        var text = new byte[part.Length];
        await part.ReadExactlyAsync(text, cancellationToken);
        return text;
    }
}
