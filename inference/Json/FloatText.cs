using System.Buffers.Text;
using System.Text.Json;

namespace Andamento.Inference.Json;

/// <summary>Writes floats as JSON: the shortest text that reads back as the same float, as the platform's own writer does.</summary>
/// <remarks>The platform's way costs a hundred nanoseconds for each number, which for a small model is most of its answer.</remarks>
internal static class FloatText
{
    /// <summary>Room that one number may take.</summary>
    public const int MostBytes = 32;

    private const float Least = 1e-4f, Most = 1e7f; // written without an exponent, and scaled without loss

    private static ReadOnlySpan<double> Powers => [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12];

    private static ReadOnlySpan<uint> WholePowers => [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000];

    /// <summary>Writes a list. What JSON has no number for (NaN, infinity) is null.</summary>
    public static void WriteList(Utf8JsonWriter json, ReadOnlySpan<float> values)
    {
        Span<byte> text = stackalloc byte[MostBytes];
        json.WriteStartArray();
        foreach (var value in values) json.WriteRawValue(text[..Write(value, text)], skipInputValidation: true);
        json.WriteEndArray();
    }

    /// <summary>Writes one number, or null, and gives the bytes written.</summary>
    public static int Write(float value, Span<byte> to)
    {
        var magnitude = MathF.Abs(value);
        if (magnitude is >= Least and < Most)
        {
            var (digits, dropped, scale) = Shortest(magnitude);
            var sign = value < 0 ? 1 : 0;
            to[0] = (byte)'-';
            return sign + Write(digits, dropped - scale, to[sign..]);
        }

        if (!float.IsFinite(value))
        {
            "null"u8.CopyTo(to);
            return 4;
        }

        Utf8Formatter.TryFormat(value, to, out var written);
        return written;
    }

    // 1. Scale to nine digits before the point: 24 bits times at most 5^12 are exact in a double, and so are the middles between
    //    this float and its neighbours, whatever lies between which reads back as this float. 2. Drop digits while some number
    //    that is so much rounder lies there. 3. Of those as round as that, take the nearest.
    private static (uint Digits, int Dropped, int Scale) Shortest(float magnitude)
    {
        var scale = 2;
        while (scale < Powers.Length - 1 && magnitude * Powers[scale] < 1e8) scale++;

        var bits = BitConverter.SingleToUInt32Bits(magnitude);
        var (exact, power, isEven) = (magnitude * Powers[scale], Powers[scale], (bits & 1) == 0);
        var low = (magnitude + (double)BitConverter.UInt32BitsToSingle(bits - 1)) / 2 * power;
        var high = (magnitude + (double)BitConverter.UInt32BitsToSingle(bits + 1)) / 2 * power;
        var (first, last) = ((uint)Math.Ceiling(low), (uint)high);
        if (!isEven && first == low) first++; // the middles belong to the even neighbour
        if (!isEven && last == high) last--;

        var dropped = 0;
        while (dropped < 9 && last / WholePowers[dropped + 1] * WholePowers[dropped + 1] >= first) dropped++;

        var unit = WholePowers[dropped];
        var nearest = (uint)Math.Round(exact / unit);
        if (nearest * unit < first) nearest++;
        else if (nearest * unit > last) nearest--;
        return (nearest, dropped, scale);
    }

    // The digits with the point so many places from their end.
    private static int Write(uint digits, int power, Span<byte> to)
    {
        if (power >= 0)
        {
            Utf8Formatter.TryFormat(digits * (ulong)WholePowers[power], to, out var written);
            return written;
        }

        Span<byte> text = stackalloc byte[MostBytes];
        var at = MostBytes;
        for (var place = power; place < 0; place++) at = Put(text, at, ref digits);
        text[--at] = (byte)'.';
        do at = Put(text, at, ref digits); while (digits > 0);
        text[at..].CopyTo(to);
        return MostBytes - at;
    }

    private static int Put(Span<byte> text, int at, ref uint digits)
    {
        (digits, var digit) = Math.DivRem(digits, 10);
        text[--at] = (byte)('0' + digit);
        return at;
    }
}
