namespace Andamento.Inference.Onnx;

/// <summary>
/// Whether a file looks like an ONNX model from its first byte to its last: fields of a protocol buffer, one after the other,
/// and the graph among them. Reads a few bytes of each field, whatever the file's size.
/// </summary>
internal static class OnnxFileCheck
{
    private const int GraphField = 7;

    /// <summary>Walks over the fields of the file.</summary>
    /// <param name="file">Can seek; stands at its beginning.</param>
    public static bool IsModel(Stream file)
    {
        var hasGraph = false;
        while (file.Position < file.Length)
        {
            if (ReadNumber(file) is not { } key) return false;
            var field = key >> 3;
            if (field is 0 or > int.MaxValue || !Skip(file, (int)(key & 7))) return false;
            hasGraph |= field == GraphField && (key & 7) == 2;
        }

        return hasGraph;
    }

    private static bool Skip(Stream file, int wireType) => wireType switch
    {
        0 => ReadNumber(file) is not null,
        1 => Skip(file, 8UL),
        2 => ReadNumber(file) is { } length && Skip(file, length),
        5 => Skip(file, 4UL),
        _ => false,
    };

    private static bool Skip(Stream file, ulong bytes)
    {
        if (bytes > (ulong)(file.Length - file.Position)) return false;
        file.Position += (long)bytes;
        return true;
    }

    private static ulong? ReadNumber(Stream file)
    {
        ulong number = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (file.ReadByte() is not (>= 0 and var next)) return null;
            number |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return number;
        }

        return null;
    }
}
