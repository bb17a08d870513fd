using System.Text.Json;
using Andamento.Inference.Json;
using Andamento.Inference.Onnx;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Andamento.Inference.Custom;

/// <summary>Writes what a model gave as JSON. What JSON has no number for (NaN, infinity) is null.</summary>
internal static class ValueWriter
{
    /// <summary>Writes the whole value.</summary>
    public static void Write(Utf8JsonWriter json, OutputValue value)
    {
        switch (value)
        {
            case OutputValue.Tensor tensor:
                WriteAxis(json, tensor.Data, 0, 0, (int)TensorData.Elements(tensor.Data.Shape));
                break;
            case OutputValue.Map map:
                WriteMap(json, map);
                break;
            case OutputValue.Sequence sequence:
                json.WriteStartArray();
                foreach (var item in sequence.Values) Write(json, item);
                json.WriteEndArray();
                break;
        }
    }

    /// <summary>Writes one row of it.</summary>
    public static void WriteRow(Utf8JsonWriter json, OutputValue value, int row)
    {
        if (value is OutputValue.Sequence sequence)
        {
            Write(json, sequence.Values[row]);
            return;
        }

        var data = ((OutputValue.Tensor)value).Data;
        var elements = (int)data.RowElements;
        WriteAxis(json, data, 1, row * elements, elements);
    }

    private static void WriteMap(Utf8JsonWriter json, OutputValue.Map map)
    {
        json.WriteStartObject();
        for (var i = 0; i < map.Keys.Shape[0]; i++)
        {
            json.WritePropertyName(map.Keys.Strings?[i] ?? map.Keys.As<long>()[i].ToString());
            WriteElement(json, map.Values, i);
        }

        json.WriteEndObject();
    }

    private static void WriteAxis(Utf8JsonWriter json, TensorData data, int axis, int start, int elements)
    {
        if (axis == data.Shape.Length)
        {
            WriteElement(json, data, start);
            return;
        }

        if (data.Type is TensorElementType.Float && axis == data.Shape.Length - 1)
        {
            FloatText.WriteList(json, data.As<float>().Slice(start, elements));
            return;
        }

        var length = (int)data.Shape[axis];
        json.WriteStartArray();
        for (var i = 0; i < length; i++)
        {
            WriteAxis(json, data, axis + 1, start + i * (elements / length), elements / length);
        }

        json.WriteEndArray();
    }

    private static void WriteElement(Utf8JsonWriter json, TensorData data, int at)
    {
        switch (data.Type)
        {
            case TensorElementType.String: json.WriteStringValue(data.Strings![at]); break;
            case TensorElementType.Bool: json.WriteBooleanValue(data.As<byte>()[at] != 0); break;
            case TensorElementType.Float: WriteFloat(json, data.As<float>()[at]); break;
            case TensorElementType.Double: WriteDouble(json, data.As<double>()[at]); break;
            case TensorElementType.Float16: WriteFloat(json, (float)data.As<Half>()[at]); break;
            case TensorElementType.BFloat16:
                WriteFloat(json, BitConverter.UInt32BitsToSingle((uint)data.As<ushort>()[at] << 16));
                break;
            case TensorElementType.UInt64: json.WriteNumberValue(data.As<ulong>()[at]); break;
            default: json.WriteNumberValue(Whole(data, at)); break;
        }
    }

    private static long Whole(TensorData data, int at) => data.Type switch
    {
        TensorElementType.Int64 => data.As<long>()[at],
        TensorElementType.Int32 => data.As<int>()[at],
        TensorElementType.UInt32 => data.As<uint>()[at],
        TensorElementType.Int16 => data.As<short>()[at],
        TensorElementType.UInt16 => data.As<ushort>()[at],
        TensorElementType.Int8 => data.As<sbyte>()[at],
        _ => data.As<byte>()[at],
    };

    private static void WriteFloat(Utf8JsonWriter json, float value)
    {
        if (float.IsFinite(value)) json.WriteNumberValue(value);
        else json.WriteNullValue();
    }

    private static void WriteDouble(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value)) json.WriteNumberValue(value);
        else json.WriteNullValue();
    }
}
