using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Andamento.Inference.Onnx;

/// <summary>One input or output of a model.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Type">Element type; of the innermost tensors for an output that is no tensor.</param>
/// <param name="Shape">Axes; -1 is free. Empty for a scalar and for what is no tensor.</param>
/// <param name="FirstAxis">What the file calls the first axis when it is free, else empty.</param>
/// <param name="Kind">Tensor, sequence or map.</param>
internal sealed record ModelPort(
    string Name, TensorElementType Type, long[] Shape, string FirstAxis, OnnxValueType Kind)
{
    /// <summary>Whether the first axis may have any length.</summary>
    public bool HasFreeRows => Shape is [-1, ..];

    /// <summary>The shape as people write it: <c>[N, 4]</c>.</summary>
    public string ShapeText => $"[{string.Join(", ", Shape.Select(axis => axis < 0 ? "N" : axis.ToString()))}]";

    public static ModelPort Of(string name, NodeMetadata node)
    {
        if (node.OnnxValueType is not OnnxValueType.ONNX_TYPE_TENSOR)
        {
            return new(name, TensorElementType.DataTypeMax, [], "", node.OnnxValueType);
        }

        return new(
            name, node.ElementDataType, [.. node.Dimensions.Select(axis => (long)axis)],
            node.SymbolicDimensions is [var first, ..] ? first : "", node.OnnxValueType);
    }
}
