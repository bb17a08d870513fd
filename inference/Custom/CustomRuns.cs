using Andamento.Inference.Onnx;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Andamento.Inference.Custom;

/// <summary>Runs a custom model over requests put one below the other.</summary>
internal sealed class CustomRuns
{
    private readonly OnnxSession _session;

    /// <exception cref="ModelException">The model takes or gives what JSON cannot carry.</exception>
    public CustomRuns(OnnxSession session)
    {
        _session = session;
        foreach (var input in session.Inputs)
        {
            if (input.Kind is not OnnxValueType.ONNX_TYPE_TENSOR || !ElementType.IsKnown(input.Type))
            {
                throw new ModelException(ModelFailure.BadModel, $"The input '{input.Name}' is of a type that JSON cannot carry.");
            }
        }
    }

    /// <summary>
    /// Whether each row of the outputs seems to come from its own row of the inputs: every first axis is free and, where it has a
    /// name, called a batch.
    /// </summary>
    public bool RowsAreIndependent => _session.Inputs.All(HasRows) && _session.Outputs.All(
        output => output.Kind is OnnxValueType.ONNX_TYPE_SEQUENCE || HasRows(output));

    /// <summary>Runs inputs of one shape and gives each its own rows of the outputs.</summary>
    public IReadOnlyList<OutputValue[]> Run(IReadOnlyList<CustomInput> requests)
    {
        var inputs = new List<OrtValue>();
        try
        {
            for (var i = 0; i < _session.Inputs.Count; i++)
            {
                var parts = new TensorData[requests.Count];
                for (var part = 0; part < parts.Length; part++) parts[part] = requests[part].Tensors[i];
                inputs.Add(TensorData.Stack(parts));
            }

            using var outputs = _session.Run(inputs);
            return Split(outputs, requests);
        }
        catch (OnnxRuntimeException refused)
        {
            // What the runtime says names the operator and the shapes, which is what the caller needs to know.
            throw new ModelException(ModelFailure.BadInput, $"The model could not run this input: {refused.Message}", refused);
        }
        finally
        {
            inputs.ForEach(input => input.Dispose());
        }
    }

    /// <summary>Runs zeros of the smallest shape. Gives what the model had against them, or null.</summary>
    public string? Warm()
    {
        try
        {
            TensorData[] zeros = [.. _session.Inputs.Select(Zeros)];
            Run([new(zeros, null, InputStyle.Columns)]);
            return null;
        }
        catch (ModelException refused) when (refused.Failure is ModelFailure.BadInput)
        {
            return refused.Message;
        }
    }

    private static bool HasRows(ModelPort port) => port.HasFreeRows && port.FirstAxis.ToLowerInvariant()
        is "" or "n" or "none" or "?" or ['b', 'a', 't', 'c', 'h', ..] or ['u', 'n', 'k', '_', ..];

    private static TensorData Zeros(ModelPort input)
    {
        long[] shape = [.. input.Shape.Select(axis => Math.Max(1, axis))];
        var elements = (int)TensorData.Elements(shape);
        return input.Type is TensorElementType.String
            ? new(input.Type, shape, default, [.. Enumerable.Repeat("", elements)])
            : new(input.Type, shape, new byte[elements * ElementType.Size(input.Type)], null);
    }

    private static OutputValue[][] Split(IReadOnlyList<OrtValue> outputs, IReadOnlyList<CustomInput> requests)
    {
        if (requests is [_]) return [[.. outputs.Select(OutputValue.Copy)]];

        var rows = requests.Sum(request => request.Rows!.Value);
        RequireRows(outputs, rows);
        int[] shares = [.. requests.Select(request => request.Rows!.Value)];
        var split = new OutputValue[requests.Count][];
        for (var i = 0; i < split.Length; i++) split[i] = new OutputValue[outputs.Count];
        for (var output = 0; output < outputs.Count; output++)
        {
            var parts = OutputValue.Split(outputs[output], shares);
            for (var i = 0; i < split.Length; i++) split[i][output] = parts[i];
        }

        return split;
    }

    // A model whose rows are no rows after all: its requests run again one by one, and each is right.
    private static void RequireRows(IReadOnlyList<OrtValue> outputs, long rows)
    {
        foreach (var output in outputs)
        {
            var found = output.OnnxType is OnnxValueType.ONNX_TYPE_TENSOR
                ? output.GetTensorTypeAndShape().Shape is [var first, ..] ? first : -1
                : output.GetValueCount();
            if (found != rows) throw new ModelException(ModelFailure.Internal, $"The model gave {found} rows for {rows}.");
        }
    }
}
