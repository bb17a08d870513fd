using Microsoft.ML.OnnxRuntime.Tensors;

namespace Andamento.Inference.Onnx;

/// <summary>The element types that requests and answers can carry.</summary>
internal static class ElementType
{
    /// <summary>Whether JSON can say it.</summary>
    public static bool IsKnown(TensorElementType type) => type is TensorElementType.String || FixedSize(type) > 0;

    /// <summary>Bytes of one element.</summary>
    public static int Size(TensorElementType type) => FixedSize(type) is > 0 and var size
        ? size
        : throw new ModelException(ModelFailure.BadModel, $"Tensors of {Name(type)} cannot be served.");

    /// <summary>Whether it has fractions, and a NaN.</summary>
    public static bool IsFloating(TensorElementType type) => type
        is TensorElementType.Float or TensorElementType.Double or TensorElementType.Float16 or TensorElementType.BFloat16;

    /// <summary>What people call it: <c>float</c>, <c>int64</c>, <c>string</c> ...</summary>
    public static string Name(TensorElementType type) => type.ToString().ToLowerInvariant();

    private static int FixedSize(TensorElementType type) => type switch
    {
        TensorElementType.Bool or TensorElementType.Int8 or TensorElementType.UInt8 => 1,
        TensorElementType.Int16 or TensorElementType.UInt16 => 2,
        TensorElementType.Float16 or TensorElementType.BFloat16 => 2,
        TensorElementType.Int32 or TensorElementType.UInt32 or TensorElementType.Float => 4,
        TensorElementType.Int64 or TensorElementType.UInt64 or TensorElementType.Double => 8,
        _ => 0,
    };
}
