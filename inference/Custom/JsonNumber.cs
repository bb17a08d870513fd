using System.Buffers.Binary;
using System.Buffers.Text;

namespace Andamento.Inference.Custom;

/// <summary>One JSON number, read from the bytes of a body to the value that a JSON parser would give.</summary>
/// <remarks>
/// A body of tensors is nearly all numbers, and a parser's way through tokens costs several times what the digits do. What this
/// reads, it reads exactly; a form that it does not know is left to the parser.
/// </remarks>
internal readonly ref struct JsonNumber
{
    // Powers of ten that a double holds exactly. A whole number below 2^53 times or by one of them is rounded once: correctly.
    private static ReadOnlySpan<double> Powers =>
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    private const int MostDigits = 19; // always fit 64 bits

    private readonly ReadOnlySpan<byte> _text;
    private readonly ulong _digits;
    private readonly int _power;
    private readonly bool _isNegative, _isCut;

    private JsonNumber(ReadOnlySpan<byte> text, ulong digits, int power, bool isNegative, bool isCut)
    {
        _text = text;
        _digits = digits;
        _power = power;
        _isNegative = isNegative;
        _isCut = isCut;
    }

    /// <summary>Reads the number that begins at <paramref name="at"/>, and moves behind it. False when none does.</summary>
    public static bool TryRead(ReadOnlySpan<byte> json, ref int at, out JsonNumber number)
    {
        number = default;
        var (start, next) = (at, at);
        var isNegative = Is(json, next, (byte)'-');
        if (isNegative) next++;

        ulong digits = 0;
        var first = next;
        Digits(json, ref next, ref digits);
        var count = next - first;
        if (count == 0 || (count > 1 && json[first] is (byte)'0')) return false;

        var power = 0;
        if (Is(json, next, (byte)'.'))
        {
            first = ++next;
            Digits(json, ref next, ref digits);
            power = first - next;
            if (power == 0) return false;
            count -= power;
        }

        if (next < json.Length && (json[next] | 0x20) is 'e' && !TryExponent(json, ref next, ref power)) return false;

        number = new(json[start..next], digits, power, isNegative, count > MostDigits);
        at = next;
        return true;
    }

    /// <summary>The nearest double. False for what no finite double is near.</summary>
    public bool TryDouble(out double value)
    {
        if (_isCut || _digits > 1UL << 53 || Math.Abs(_power) >= Powers.Length)
        {
            return Utf8Parser.TryParse(_text, out value, out var used) && used == _text.Length && double.IsFinite(value);
        }

        value = Signed(Scaled());
        return true;
    }

    /// <summary>The float nearest to <see cref="TryDouble"/>. False for what no finite float is near.</summary>
    public bool TryFloat(out float value)
    {
        if (!_isCut && Math.Abs(_power) < Powers.Length)
        {
            // Digits above 2^53 and the power cost an error of the last bits at most. Unless the bits that a float drops are
            // close to one half, that error cannot decide which float is nearest.
            var near = Scaled();
            var dropped = BitConverter.DoubleToUInt64Bits(near) & 0x1FFF_FFFF;
            var isClear = _digits <= 1UL << 53 || Math.Abs((long)dropped - 0x1000_0000) > 4;
            if (near == 0 || (isClear && near is > 1.2e-38 and < 3.4e38))
            {
                value = (float)Signed(near);
                return true;
            }
        }

        var fits = TryDouble(out var number);
        value = (float)number;
        return fits && float.IsFinite(value);
    }

    /// <summary>The whole number, where it is written as one: without fraction, exponent and more digits than fit.</summary>
    public bool TryWhole(out long value)
    {
        value = _isNegative ? -(long)_digits : (long)_digits;
        return !_isCut && _digits <= long.MaxValue && !_text.ContainsAny((byte)'.', (byte)'e', (byte)'E');
    }

    private double Scaled() => _power < 0 ? _digits / Powers[-_power] : _digits * Powers[_power];

    private double Signed(double value) => _isNegative ? -value : value;

    private static bool Is(ReadOnlySpan<byte> json, int at, byte character) => at < json.Length && json[at] == character;

    private static void Digits(ReadOnlySpan<byte> json, ref int at, ref ulong digits)
    {
        while (at + 8 <= json.Length)
        {
            var eight = BinaryPrimitives.ReadUInt64LittleEndian(json[at..]);
            if (!AreDigits(eight)) break;
            digits = digits * 100_000_000 + Eight(eight);
            at += 8;
        }

        for (; at < json.Length && (uint)(json[at] - '0') <= 9; at++) digits = digits * 10 + (uint)(json[at] - '0');
    }

    private static bool AreDigits(ulong eight) =>
        ((eight & 0xF0F0_F0F0_F0F0_F0F0) | (((eight + 0x0606_0606_0606_0606) & 0xF0F0_F0F0_F0F0_F0F0) >> 4)) == 0x3333_3333_3333_3333;

    // Eight digits at once: neighbours make pairs, pairs make fours, fours the whole.
    private static uint Eight(ulong eight)
    {
        eight -= 0x3030_3030_3030_3030;
        eight = eight * 10 + (eight >> 8);
        const ulong mask = 0x0000_00FF_0000_00FF, left = 0x000F_4240_0000_0064, right = 0x0000_2710_0000_0001;
        return (uint)(((eight & mask) * left + ((eight >> 16) & mask) * right) >> 32);
    }

    private static bool TryExponent(ReadOnlySpan<byte> json, ref int at, ref int power)
    {
        at++;
        var isNegative = Is(json, at, (byte)'-');
        if (isNegative || Is(json, at, (byte)'+')) at++;
        ulong exponent = 0;
        var first = at;
        Digits(json, ref at, ref exponent);
        if (at == first || at - first > 4) return false;
        power += isNegative ? -(int)exponent : (int)exponent;
        return true;
    }
}
