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
    public static OutputValue Copy(OrtValue value)
    {
        if (value.OnnxType is OnnxValueType.ONNX_TYPE_TENSOR) return new Tensor(TensorData.Copy(value));
        if (value.OnnxType is OnnxValueType.ONNX_TYPE_MAP)
        {
            using var keys = value.GetValue(0, OrtAllocator.DefaultInstance);
            using var values = value.GetValue(1, OrtAllocator.DefaultInstance);
            return new Map(TensorData.Copy(keys), TensorData.Copy(values));
        }

        if (value.OnnxType is not OnnxValueType.ONNX_TYPE_SEQUENCE)
        {
            throw new ModelException(ModelFailure.BadModel, $"The model answers with {value.OnnxType}, which has no JSON.");
        }

        return new Sequence(Items(value, 0, value.GetValueCount()));
    }

    /// <summary>Copies the rows of a run to those who share it.</summary>
    /// <param name="value">The runtime's value: a tensor or a list.</param>
    /// <param name="shares">Rows of each, in order.</param>
    public static OutputValue[] Split(OrtValue value, IReadOnlyList<int> shares)
    {
        if (value.OnnxType is OnnxValueType.ONNX_TYPE_TENSOR)
        {
            return [.. TensorData.Split(value, shares).Select(part => new Tensor(part))];
        }

        var (split, start) = (new OutputValue[shares.Count], 0);
        for (var i = 0; i < split.Length; i++)
        {
            split[i] = new Sequence(Items(value, start, shares[i]));
            start += shares[i];
        }

        return split;
    }

    private static OutputValue[] Items(OrtValue list, int start, int count)
    {
        var items = new OutputValue[count];
        for (var i = 0; i < count; i++)
        {
            using var item = list.GetValue(start + i, OrtAllocator.DefaultInstance);
            items[i] = Copy(item);
        }

        return items;
    }
}
