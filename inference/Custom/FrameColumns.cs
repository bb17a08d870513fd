using Andamento.Inference.Json;
using Andamento.Inference.Onnx;

namespace Andamento.Inference.Custom;

/// <summary>Which columns of a data frame a model reads, and where each goes.</summary>
internal sealed class FrameColumns
{
    private readonly IReadOnlyList<ModelPort> _inputs;
    private readonly string[]? _matrixColumns;

    /// <param name="inputs">The model's inputs.</param>
    /// <param name="manifest">Names from the manifest, or null.</param>
    /// <exception cref="ModelException">The manifest names another number of columns.</exception>
    public FrameColumns(IReadOnlyList<ModelPort> inputs, IReadOnlyList<ModelColumn>? manifest)
    {
        _inputs = inputs;
        IsMatrix = inputs is [{ Shape: [_, not 1] }];
        if (IsMatrix && manifest is not null && !manifest.Any(column => column.Name == inputs[0].Name))
        {
            _matrixColumns = [.. manifest.Select(column => column.Name)];
            if (FixedWidth is { } width && width != _matrixColumns.Length)
            {
                throw new ModelException(
                    ModelFailure.BadModel, $"The manifest names {_matrixColumns.Length} columns; the model reads {width}.");
            }
        }
    }

    /// <summary>Whether the model has one matrix, whose columns are the frame's; else each column is an input.</summary>
    public bool IsMatrix { get; }

    /// <summary>The names that the model knows its columns by, in its order; null where a matrix has no names.</summary>
    public string[]? Names => IsMatrix ? _matrixColumns : [.. _inputs.Select(input => input.Name)];

    /// <summary>For each column that the model reads, its place among the columns given.</summary>
    /// <param name="given">The names given, or null when they were not.</param>
    /// <param name="width">How many columns were given.</param>
    public int[] Match(IReadOnlyList<string>? given, int width)
    {
        if (Names is not { } names || given is null) return InOrder(Names?.Length ?? FixedWidth ?? width, width);
        if (names is [_] && given is [_]) return [0]; // one of one: there is nothing to mistake it for

        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < given.Count; i++)
        {
            if (!places.TryAdd(given[i], i)) throw JsonBody.Invalid($"The column '{given[i]}' is given twice.");
        }

        return [.. names.Select(name => places.TryGetValue(name, out var place) ? place : throw Missing(name, given))];
    }

    /// <summary>The tensors that rows are collected in.</summary>
    public FrameTarget[] Targets(int columns)
    {
        if (IsMatrix)
        {
            var matrix = new TensorBuilder(_inputs[0].Type, columns);
            return [.. Enumerable.Range(0, columns).Select(at => new FrameTarget(matrix, at, _matrixColumns?[at]))];
        }

        return [.. _inputs.Select(input => new FrameTarget(new(Scalar(input).Type, 1), 0, input.Name))];
    }

    /// <summary>The finished tensors, in the order of the inputs.</summary>
    public TensorData[] Build(FrameTarget[] targets, int rows)
    {
        if (_inputs.FirstOrDefault(input => input.Shape[0] >= 0 && input.Shape[0] != rows) is { } input)
        {
            throw JsonBody.Invalid($"The data frame has {rows} rows; the model takes {input.Shape[0]} at a time.");
        }

        return IsMatrix
            ? [targets[0].Tensor.Build([rows, targets.Length])]
            : [.. targets.Select((target, i) => target.Tensor.Build(_inputs[i].Shape.Length == 1 ? [rows] : [rows, 1]))];
    }

    private int? FixedWidth => _inputs[0].Shape is [_, > 0 and var width] ? (int)width : null;

    private static int[] InOrder(int needed, int given) => needed == given
        ? [.. Enumerable.Range(0, needed)]
        : throw JsonBody.Invalid($"The data frame has {given} columns; the model reads {needed}.");

    private static ModelPort Scalar(ModelPort input) => input.Shape is [_] or [_, 1 or -1]
        ? input
        : throw JsonBody.Invalid($"The model's input '{input.Name}' has the shape {input.ShapeText}, which is no column of a "
            + "data frame. Use 'instances' or 'inputs'.");

    private static ModelException Missing(string name, IReadOnlyList<string> given) => JsonBody.Invalid(
        $"The column '{name}' is missing; the data frame has {(given.Count is 0 ? "none" : string.Join(", ", given.Select(column => $"'{column}'")))}.",
        name);
}

/// <summary>Where the values of one column go.</summary>
/// <param name="Tensor">The tensor; columns of a matrix share one.</param>
/// <param name="At">The element of a row.</param>
/// <param name="Name">The column's name, or null.</param>
internal readonly record struct FrameTarget(TensorBuilder Tensor, int At, string? Name);
