using System.Text;

namespace Andamento.Inference.Onnx;

/// <summary>Looks for an operator in the graph of a model file, without loading it: only the nodes' names are read.</summary>
internal static class OnnxOperators
{
    private const int Graph = 7, Node = 1, Operator = 4; // fields of onnx.proto3

    /// <summary>Whether a node of the outermost graph is this operator.</summary>
    public static bool Contains(string path, string name)
    {
        var wanted = Encoding.UTF8.GetBytes(name);
        using var file = File.OpenRead(path);
        return Any(file, file.Length, Graph, graph => Any(file, graph, Node, node => Any(file, node, Operator, end => Is(file, end, wanted))));
    }

    // Calls `found` for each field of this number, with the file at its content and the content's end, until one gives true.
    private static bool Any(Stream file, long end, int field, Func<long, bool> found)
    {
        while (file.Position < end)
        {
            var key = ReadNumber(file);
            long? next = (key & 7) switch
            {
                0 => null,
                1 => file.Position + 8,
                2 => ReadNumber(file) is var length ? file.Position + length : null,
                5 => file.Position + 4,
                _ => throw new InvalidDataException("no protocol buffer"),
            };
            if (next is null)
            {
                ReadNumber(file);
                continue;
            }

            if (key == (field << 3 | 2) && found(next.Value)) return true;
            file.Position = next.Value;
        }

        return false;
    }

    private static bool Is(Stream file, long end, byte[] wanted)
    {
        if (end - file.Position != wanted.Length) return false;
        Span<byte> found = stackalloc byte[wanted.Length];
        file.ReadExactly(found);
        return found.SequenceEqual(wanted);
    }

    private static long ReadNumber(Stream file)
    {
        long number = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (file.ReadByte() is not (>= 0 and var next)) break;
            number |= (long)(next & 0x7F) << shift;
            if (next < 0x80) return number;
        }

        throw new InvalidDataException("no protocol buffer");
    }
}
