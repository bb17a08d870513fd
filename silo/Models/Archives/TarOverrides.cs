using System.Globalization;
using System.Text;

namespace Andamento.Silo.Models.Archives;

/// <summary>What entries before an entry say about it: names and sizes that do not fit into its header.</summary>
internal sealed class TarOverrides
{
    private string? _name;
    private long? _size;

    /// <summary>Reads an extended header: lines like <c>25 path=a/long/name\n</c>, where 25 is the line's own length.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public void ReadExtended(ReadOnlySpan<byte> lines)
    {
        while (!lines.IsEmpty)
        {
            var space = lines.IndexOf((byte)' ');
            if (space < 1 || !int.TryParse(lines[..space], NumberStyles.None, null, out var length)
                || length <= space + 1 || length > lines.Length || lines[length - 1] != (byte)'\n')
            {
                throw new InvalidDataException("The .tar has an extended header that cannot be read.");
            }

            Apply(lines[(space + 1)..(length - 1)]);
            lines = lines[length..];
        }
    }

    /// <summary>Reads a name in the manner of GNU.</summary>
    public void ReadLongName(ReadOnlySpan<byte> name) => _name = TarHeader.Text(name);

    /// <summary>The header as it is meant. Headers about headers stay as they are.</summary>
    public TarHeader ApplyTo(TarHeader header) => header.Type is 'x' or 'L' or 'g'
        ? header
        : header with { Name = _name ?? header.Name, Size = _size ?? header.Size };

    private void Apply(ReadOnlySpan<byte> pair)
    {
        var equals = pair.IndexOf((byte)'=');
        if (equals < 1) throw new InvalidDataException("The .tar has an extended header that cannot be read.");
        var key = pair[..equals];
        var value = pair[(equals + 1)..];
        if (key.SequenceEqual("path"u8)) _name = Encoding.UTF8.GetString(value);
        else if (key.SequenceEqual("size"u8)) _size = Size(value);
        else if (key.StartsWith("GNU.sparse."u8)) throw new InvalidDataException("The .tar has a sparse file; pack it without --sparse.");
    }

    private static long Size(ReadOnlySpan<byte> value) =>
        long.TryParse(value, NumberStyles.None, null, out var size)
            ? size
            : throw new InvalidDataException("The .tar has a file of an impossible size.");
}
