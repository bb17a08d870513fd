using System.Text;

namespace Andamento.Inference.Onnx;

/// <summary>
/// Walks over a protocol buffer in a file without loading it: what nobody asks for is skipped, however long it is.
/// </summary>
/// <remarks>The walk is lazy: a field's content must be read before the next field is asked for.</remarks>
internal sealed class ProtocolBuffer(Stream file)
{
    private const int MaxTextBytes = 4096;

    /// <summary>The message that is the whole file.</summary>
    public Field Whole => new(0, 0, file.Length, 0);

    /// <summary>The fields of a message, in the file's order.</summary>
    /// <exception cref="InvalidDataException">It is no protocol buffer.</exception>
    public IEnumerable<Field> Fields(Field message)
    {
        for (var position = message.Start; position < message.End;)
        {
            file.Position = position;
            var key = ReadNumber();
            var (value, end) = (key & 7) switch
            {
                0 => (ReadNumber(), file.Position),
                1 => (0, file.Position + 8),
                2 => (0, ReadNumber() is var length and >= 0 ? file.Position + length : -1),
                5 => (0, file.Position + 4),
                _ => (0L, -1L),
            };
            position = end;
            if (end < 0 || end > message.End) throw new InvalidDataException("no protocol buffer");

            var start = (key & 7) is 2 ? file.Position : end;
            yield return new((int)(key >> 3), start, end, value);
        }
    }

    /// <summary>The fields of a message that have this number.</summary>
    public IEnumerable<Field> Fields(Field message, int number) => Fields(message).Where(field => field.Number == number);

    /// <summary>The first field with this number, as text; empty where there is none.</summary>
    public string Text(Field message, int number)
    {
        foreach (var field in Fields(message, number)) return Text(field);
        return "";
    }

    /// <summary>A field's content as text.</summary>
    public string Text(Field field)
    {
        var content = new byte[Math.Min(MaxTextBytes, field.End - field.Start)];
        file.Position = field.Start;
        file.ReadExactly(content);
        return Encoding.UTF8.GetString(content);
    }

    private long ReadNumber()
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

    /// <summary>One field.</summary>
    /// <param name="Number">Its number in the schema.</param>
    /// <param name="Start">Where its content begins.</param>
    /// <param name="End">Where the next field begins.</param>
    /// <param name="Value">What it says, where it is a whole number.</param>
    internal readonly record struct Field(int Number, long Start, long End, long Value);
}
