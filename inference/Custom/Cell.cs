using System.Globalization;
using System.Text.Json;
using Andamento.Inference.Json;
using Andamento.Inference.Onnx;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Andamento.Inference.Custom;

/// <summary>One value of a request: from JSON, or a CSV field (then <paramref name="Text"/> is set).</summary>
internal readonly record struct Cell(JsonElement Json, string? Text = null)
{
    /// <summary>No value.</summary>
    public static Cell Missing => default;

    /// <summary>Whether there is no value. An empty CSV field is none, except where text is wanted.</summary>
    public bool IsNull => Text is null ? Json.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined : Text.Length == 0;

    /// <summary>Reads the value as text. False when it is none.</summary>
    public bool TryText(out string text)
    {
        text = Text ?? (Json.ValueKind is JsonValueKind.String ? JsonBody.Text(Json, "A string") : "");
        return Text is not null || Json.ValueKind is JsonValueKind.String;
    }

    /// <summary>Writes the value as an element of a type that is no string. False when it does not fit without loss.</summary>
    public bool TryWrite(TensorElementType type, Span<byte> to)
    {
        if (ElementType.IsFloating(type)) return TryDouble(out var number) && TryWriteFloating(type, number, to);
        if (type is TensorElementType.Bool) return TryBool(out to[0]);
        if (type is TensorElementType.UInt64) return TryUInt64(out var large) && TryLittle(to, large);
        return TryInt64(out var whole) && TryWriteWhole(type, whole, to);
    }

    /// <summary>What the value is, in words for a caller.</summary>
    public string Describe() => Text is null
        ? Json.ValueKind is JsonValueKind.Number ? $"the number {Json.GetRawText()}" : JsonBody.Describe(Json)
        : $"'{Text}'";

    private static bool TryWriteFloating(TensorElementType type, double value, Span<byte> to)
    {
        switch (type)
        {
            case TensorElementType.Double: return BitConverter.TryWriteBytes(to, value);
            case TensorElementType.Float: return BitConverter.TryWriteBytes(to, (float)value) && SameRange(value, (float)value);
            case TensorElementType.Float16: return BitConverter.TryWriteBytes(to, (Half)value) && SameRange(value, (double)(Half)value);
            default:
                var wide = BitConverter.SingleToUInt32Bits((float)value);
                var rounded = float.IsNaN((float)value) ? 0x7FC0u : (wide + 0x7FFF + ((wide >> 16) & 1)) >> 16; // to nearest even
                BitConverter.TryWriteBytes(to, (ushort)rounded);
                return SameRange(value, BitConverter.UInt32BitsToSingle(rounded << 16));
        }
    }

    // Digits may be lost, magnitude may not.
    private static bool SameRange(double asked, double kept) => double.IsFinite(asked) == double.IsFinite(kept);

    private static bool TryWriteWhole(TensorElementType type, long value, Span<byte> to) => type switch
    {
        TensorElementType.Int64 => BitConverter.TryWriteBytes(to, value),
        TensorElementType.Int32 => (int)value == value && BitConverter.TryWriteBytes(to, (int)value),
        TensorElementType.UInt32 => (uint)value == value && BitConverter.TryWriteBytes(to, (uint)value),
        TensorElementType.Int16 => (short)value == value && BitConverter.TryWriteBytes(to, (short)value),
        TensorElementType.UInt16 => (ushort)value == value && BitConverter.TryWriteBytes(to, (ushort)value),
        TensorElementType.Int8 => (sbyte)value == value && TryLittle(to, (byte)value),
        TensorElementType.UInt8 => (byte)value == value && TryLittle(to, (byte)value),
        _ => false,
    };

    private static bool TryLittle(Span<byte> to, byte value)
    {
        to[0] = value;
        return true;
    }

    private static bool TryLittle(Span<byte> to, ulong value) => BitConverter.TryWriteBytes(to, value);

    private bool TryDouble(out double number)
    {
        number = double.NaN;
        if (Text is not null) return double.TryParse(Text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
        return Json.ValueKind is JsonValueKind.Number && Json.TryGetDouble(out number) && double.IsFinite(number);
    }

    // 3.0 is the whole number 3: many a client writes its integers so.
    private bool TryInt64(out long whole)
    {
        if (Text is null)
        {
            whole = 0;
            if (Json.ValueKind is not JsonValueKind.Number) return false;
            if (Json.TryGetInt64(out whole)) return true;
        }
        else if (long.TryParse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out whole))
        {
            return true;
        }

        if (!TryDouble(out var number) || Math.Abs(number) > 1L << 53 || Math.Truncate(number) != number) return false;
        whole = (long)number;
        return true;
    }

    private bool TryUInt64(out ulong whole)
    {
        if (Text is null ? Json.ValueKind is JsonValueKind.Number && Json.TryGetUInt64(out whole) : ulong.TryParse(Text, out whole))
        {
            return true;
        }

        var fits = TryInt64(out var signed) && signed >= 0;
        whole = fits ? (ulong)signed : 0;
        return fits;
    }

    private bool TryBool(out byte value)
    {
        var yes = Text is null ? Json.ValueKind is JsonValueKind.True : Text is "true" or "True" or "TRUE";
        value = yes ? (byte)1 : (byte)0;
        return yes || (Text is null ? Json.ValueKind is JsonValueKind.False : Text is "false" or "False" or "FALSE");
    }
}
