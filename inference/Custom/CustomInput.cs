using Andamento.Inference.Batching;
using Andamento.Inference.Onnx;

namespace Andamento.Inference.Custom;

/// <summary>How a caller wrote the input, and so how the answer is laid out.</summary>
internal enum InputStyle
{
    /// <summary>A data frame: one record for each row.</summary>
    Frame,

    /// <summary><c>instances</c>: one entry for each row.</summary>
    Rows,

    /// <summary><c>inputs</c>: one tensor for each output.</summary>
    Columns,
}

/// <summary>A request's tensors, in the order of the model's inputs.</summary>
/// <param name="Tensors">One for each input.</param>
/// <param name="Rows">The first axis of all of them, or null when they differ or one has none.</param>
/// <param name="Style">How the answer is laid out.</param>
internal sealed record CustomInput(TensorData[] Tensors, int? Rows, InputStyle Style) : IBatchItem
{
    /// <summary>Equal for inputs that may be put one below the other; without rows it equals nothing else.</summary>
    public object Shape { get; } = Rows is null ? new object() : new RowShape(Tensors);

    public long Weight => Math.Max(1, Rows ?? 1);
}

/// <summary>What rows of tensors look like: all of their axes but the first.</summary>
internal sealed class RowShape(TensorData[] tensors) : IEquatable<RowShape>
{
    private readonly TensorData[] _tensors = tensors;

    public bool Equals(RowShape? other)
    {
        if (other is null || other._tensors.Length != _tensors.Length) return false;

        for (var i = 0; i < _tensors.Length; i++)
        {
            if (!Row(_tensors[i]).SequenceEqual(Row(other._tensors[i]))) return false;
        }

        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as RowShape);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var tensor in _tensors)
        {
            hash.Add(tensor.Shape.Length);
            foreach (var axis in Row(tensor)) hash.Add(axis);
        }

        return hash.ToHashCode();
    }

    private static ReadOnlySpan<long> Row(TensorData tensor) => tensor.Shape.AsSpan(1);
}
