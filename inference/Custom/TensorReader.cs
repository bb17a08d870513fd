using System.Text.Json;
using Andamento.Inference.Json;
using Andamento.Inference.Onnx;

namespace Andamento.Inference.Custom;

/// <summary>Reads one tensor from nested JSON lists.</summary>
internal sealed class TensorReader
{
    private readonly ModelPort _input;
    private readonly TensorBuilder _elements;
    private readonly List<long> _shape = [];
    private readonly List<int> _at = []; // where we are, for messages

    private TensorReader(ModelPort input)
    {
        _input = input;
        _elements = new(input.Type, 1);
    }

    /// <summary>A tensor written as a whole.</summary>
    public static TensorData Read(JsonElement value, ModelPort input)
    {
        var reader = new TensorReader(input);
        reader.Measure(value);
        reader.Add(value, 0);
        return reader.Build();
    }

    /// <summary>A tensor written as its rows.</summary>
    public static TensorData ReadRows(IReadOnlyList<JsonElement> rows, ModelPort input)
    {
        var reader = new TensorReader(input);
        reader._shape.Add(rows.Count);
        reader.Measure(rows[0]);
        reader._at.Add(0);
        for (var row = 0; row < rows.Count; row++)
        {
            reader._at[0] = row;
            reader.Add(rows[row], 1);
        }

        return reader.Build();
    }

    // The first element of everything says how deep and long the tensor is; all others must agree.
    private void Measure(JsonElement value)
    {
        while (value.ValueKind is JsonValueKind.Array)
        {
            _shape.Add(value.GetArrayLength());
            if (_shape[^1] == 0) return;
            value = value[0];
        }
    }

    private void Add(JsonElement value, int depth)
    {
        if (depth == _shape.Count)
        {
            _elements.AddRow();
            if (!_elements.TryPut(0, new(value), nullIsNaN: false)) throw Unfit(value);
            return;
        }

        if (value.ValueKind is not JsonValueKind.Array || value.GetArrayLength() != _shape[depth]) throw Uneven(value, depth);

        _at.Add(0);
        foreach (var element in value.EnumerateArray())
        {
            Add(element, depth + 1);
            _at[^1]++;
        }

        _at.RemoveAt(_at.Count - 1);
    }

    private TensorData Build()
    {
        long[] shape = [.. _shape];
        // Scalars for a column of a table: [N] for [N, 1].
        if (shape.Length == 1 && _input.Shape is [_, 1]) shape = [shape[0], 1];

        var fits = shape.Length == _input.Shape.Length
            && shape.Zip(_input.Shape).All(axis => axis.Second < 0 || axis.First == axis.Second);
        return fits ? _elements.Build(shape) : throw JsonBody.Invalid(
            $"The input '{_input.Name}' has the shape [{string.Join(", ", shape)}]; the model takes {_input.ShapeText}.", _input.Name);
    }

    private ModelException Unfit(JsonElement value) => JsonBody.Invalid(
        $"The input '{_input.Name}' has {new Cell(value).Describe()} at {Where}; {ElementType.Name(_input.Type)} is needed.",
        _input.Name);

    private ModelException Uneven(JsonElement value, int depth) => JsonBody.Invalid(
        $"The input '{_input.Name}' is uneven: {JsonBody.Describe(value)} at {Where} where a list of {_shape[depth]} is needed.",
        _input.Name);

    private string Where => _at.Count > 0 ? string.Concat(_at.Select(index => $"[{index}]")) : "its top";
}
