using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Andamento.Inference.Onnx;

/// <summary>A tensor in managed memory: bytes in native order, or strings.</summary>
internal sealed record TensorData(
    TensorElementType Type, long[] Shape, ReadOnlyMemory<byte> Bytes, IReadOnlyList<string>? Strings)
{
    /// <summary>Elements in one row: everything but the first axis.</summary>
    public long RowElements => Elements(Shape.AsSpan(Math.Min(1, Shape.Length)));

    /// <summary>The number of elements of a shape.</summary>
    public static long Elements(ReadOnlySpan<long> shape)
    {
        long elements = 1;
        foreach (var axis in shape) elements = checked(elements * axis);
        return elements;
    }

    /// <summary>Copies rows out of a tensor that the runtime owns.</summary>
    public static TensorData CopyRows(OrtValue tensor, int start, int? rows)
    {
        var info = tensor.GetTensorTypeAndShape();
        var type = info.ElementDataType;
        if (info.Shape.Length == 0 || rows is null) return Copy(tensor, type, info.Shape, 0, (int)Elements(info.Shape));

        var row = (int)Elements(info.Shape.AsSpan(1));
        long[] shape = [rows.Value, .. info.Shape.AsSpan(1)];
        return Copy(tensor, type, shape, start * row, rows.Value * row);
    }

    /// <summary>Puts tensors one below the other in memory of the runtime. Their shapes differ in the first axis only.</summary>
    public static OrtValue Stack(IReadOnlyList<TensorData> parts)
    {
        var first = parts[0];
        var shape = (long[])first.Shape.Clone();
        if (shape.Length > 0) shape[0] = parts.Sum(part => part.Shape[0]);
        if (first.Strings is not null) return StackStrings(parts, shape);

        var tensor = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, first.Type, shape);
        var to = tensor.GetTensorMutableRawData();
        foreach (var part in parts)
        {
            part.Bytes.Span.CopyTo(to);
            to = to[part.Bytes.Length..];
        }

        return tensor;
    }

    private static OrtValue StackStrings(IReadOnlyList<TensorData> parts, long[] shape)
    {
        var tensor = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, shape);
        var at = 0;
        foreach (var text in parts.SelectMany(part => part.Strings!)) tensor.StringTensorSetElementAt(text.AsSpan(), at++);
        return tensor;
    }

    private static TensorData Copy(OrtValue tensor, TensorElementType type, long[] shape, int start, int elements)
    {
        if (type is TensorElementType.String)
        {
            var strings = new string[elements];
            for (var i = 0; i < elements; i++) strings[i] = tensor.GetStringElement(start + i);
            return new(type, shape, default, strings);
        }

        var size = ElementType.Size(type);
        var bytes = elements == 0 ? [] : tensor.GetTensorMutableRawData().Slice(start * size, elements * size).ToArray();
        return new(type, shape, bytes, null);
    }

    /// <summary>The elements of a tensor of this type.</summary>
    public ReadOnlySpan<T> As<T>()
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(Bytes.Span);
}
