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

    /// <summary>Copies a tensor that the runtime owns.</summary>
    public static TensorData Copy(OrtValue tensor)
    {
        var info = tensor.GetTensorTypeAndShape();
        return Part(tensor, CopyBytes(tensor, info), info.ElementDataType, info.Shape, 0);
    }

    /// <summary>Copies a tensor that the runtime owns, once, and gives those who share it their rows of the copy.</summary>
    public static TensorData[] Split(OrtValue tensor, IReadOnlyList<int> shares)
    {
        var info = tensor.GetTensorTypeAndShape();
        var bytes = CopyBytes(tensor, info);
        var row = (int)Elements(info.Shape.AsSpan(1));
        var (parts, start) = (new TensorData[shares.Count], 0);
        for (var i = 0; i < parts.Length; i++)
        {
            long[] shape = [shares[i], .. info.Shape.AsSpan(1)];
            parts[i] = Part(tensor, bytes, info.ElementDataType, shape, start * row);
            start += shares[i];
        }

        return parts;
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

    private static byte[] CopyBytes(OrtValue tensor, OrtTensorTypeAndShapeInfo info) =>
        info.ElementDataType is TensorElementType.String || Elements(info.Shape) == 0 ? [] : tensor.GetTensorMutableRawData().ToArray();

    private static TensorData Part(OrtValue tensor, byte[] bytes, TensorElementType type, long[] shape, int start)
    {
        var elements = (int)Elements(shape);
        if (type is TensorElementType.String)
        {
            var strings = new string[elements];
            for (var i = 0; i < elements; i++) strings[i] = tensor.GetStringElement(start + i);
            return new(type, shape, default, strings);
        }

        var size = ElementType.Size(type);
        return new(type, shape, bytes.AsMemory(start * size, elements * size), null);
    }

    /// <summary>The elements of a tensor of this type.</summary>
    public ReadOnlySpan<T> As<T>()
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(Bytes.Span);
}
