using Microsoft.ML.OnnxRuntime;

namespace Andamento.Inference.Onnx;

/// <summary>What a model gave, in managed memory.</summary>
internal abstract record OutputValue
{
    /// <summary>A tensor.</summary>
    public sealed record Tensor(TensorData Data) : OutputValue;

    /// <summary>A list, such as one map of probabilities for each row.</summary>
    public sealed record Sequence(IReadOnlyList<OutputValue> Values) : OutputValue;

    /// <summary>A map: two tensors of one axis.</summary>
    public sealed record Map(TensorData Keys, TensorData Values) : OutputValue;

    /// <summary>The first axis, or null for what has none.</summary>
    public long? Rows => this switch
    {
        Tensor { Data.Shape: [var rows, ..] } => rows,
        Sequence sequence => sequence.Values.Count,
        _ => null,
    };

    /// <summary>Copies out of the runtime's memory.</summary>
    /// <param name="value">The runtime's value.</param>
    /// <param name="start">The first row wanted.</param>
    /// <param name="rows">How many rows; null for all there is.</param>
    public static OutputValue Copy(OrtValue value, int start, int? rows)
    {
        if (value.OnnxType is OnnxValueType.ONNX_TYPE_TENSOR) return new Tensor(TensorData.CopyRows(value, start, rows));
        if (value.OnnxType is OnnxValueType.ONNX_TYPE_MAP)
        {
            using var keys = value.GetValue(0, OrtAllocator.DefaultInstance);
            using var values = value.GetValue(1, OrtAllocator.DefaultInstance);
            return new Map(TensorData.CopyRows(keys, 0, null), TensorData.CopyRows(values, 0, null));
        }

        if (value.OnnxType is not OnnxValueType.ONNX_TYPE_SEQUENCE)
        {
            throw new ModelException(ModelFailure.BadModel, $"The model answers with {value.OnnxType}, which has no JSON.");
        }

        var items = new OutputValue[rows ?? value.GetValueCount()];
        for (var i = 0; i < items.Length; i++)
        {
            using var item = value.GetValue(start + i, OrtAllocator.DefaultInstance);
            items[i] = Copy(item, 0, null);
        }

        return new Sequence(items);
    }
}
