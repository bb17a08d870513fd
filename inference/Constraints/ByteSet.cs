namespace Andamento.Inference.Constraints;

/// <summary>A set of bytes, as 256 bits.</summary>
internal readonly record struct ByteSet(ulong A, ulong B, ulong C, ulong D)
{
    /// <summary>One byte.</summary>
    public static ByteSet Of(byte value) => Range(value, value);

    /// <summary>All bytes from the first to the last.</summary>
    public static ByteSet Range(byte first, byte last)
    {
        Span<ulong> bits = stackalloc ulong[4];
        for (int value = first; value <= last; value++) bits[value >> 6] |= 1UL << (value & 63);
        return new(bits[0], bits[1], bits[2], bits[3]);
    }

    public static ByteSet operator |(ByteSet one, ByteSet other) =>
        new(one.A | other.A, one.B | other.B, one.C | other.C, one.D | other.D);

    public bool Contains(byte value)
    {
        var bits = (value >> 6) switch { 0 => A, 1 => B, 2 => C, _ => D };
        return (bits >> (value & 63) & 1) != 0;
    }
}
