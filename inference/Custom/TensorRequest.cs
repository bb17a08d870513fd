using System.Text.Json;
using Andamento.Inference.Json;
using Andamento.Inference.Onnx;

namespace Andamento.Inference.Custom;

/// <summary>Reads <c>instances</c> and <c>inputs</c>.</summary>
internal static class TensorRequest
{
    /// <summary>Rows: values of the one input, or objects that name the inputs.</summary>
    public static CustomInput ReadInstances(JsonElement instances, IReadOnlyList<ModelPort> inputs)
    {
        if (instances.ValueKind is not JsonValueKind.Array || instances.GetArrayLength() == 0)
        {
            throw JsonBody.Invalid($"'instances' is {JsonBody.Describe(instances)}; a list of at least one row is needed.");
        }

        var rows = instances.EnumerateArray().ToList();
        var tensors = rows[0].ValueKind is JsonValueKind.Object
            ? NamedRows(rows, inputs)
            : [TensorReader.ReadRows(rows, Only(inputs, "instances"))];
        return new(tensors, rows.Count, InputStyle.Rows);
    }

    /// <summary>Columnar: the one input, or an object that names the inputs.</summary>
    public static CustomInput ReadInputs(JsonElement value, IReadOnlyList<ModelPort> inputs)
    {
        TensorData[] tensors = value.ValueKind is JsonValueKind.Object
            ? [.. ByName(value, inputs, "'inputs'").Select((tensor, i) => TensorReader.Read(tensor, inputs[i]))]
            : [TensorReader.Read(value, Only(inputs, "inputs"))];
        return new(tensors, CommonRows(tensors), InputStyle.Columns);
    }

    private static TensorData[] NamedRows(List<JsonElement> rows, IReadOnlyList<ModelPort> inputs)
    {
        var columns = inputs.Select(_ => new List<JsonElement>(rows.Count)).ToList();
        for (var row = 0; row < rows.Count; row++)
        {
            if (rows[row].ValueKind is not JsonValueKind.Object)
            {
                throw JsonBody.Invalid($"Row {row + 1} of 'instances' is {JsonBody.Describe(rows[row])}; row 1 is an object.");
            }

            var values = ByName(rows[row], inputs, $"Row {row + 1} of 'instances'");
            for (var i = 0; i < values.Length; i++) columns[i].Add(values[i]);
        }

        return [.. columns.Select((column, i) => TensorReader.ReadRows(column, inputs[i]))];
    }

    private static JsonElement[] ByName(JsonElement named, IReadOnlyList<ModelPort> inputs, string where)
    {
        foreach (var name in named.EnumerateObject().Select(JsonBody.Name))
        {
            if (inputs.All(input => input.Name != name))
            {
                throw JsonBody.Invalid($"{where} has '{name}'; the model's inputs are {Names(inputs)}.", name);
            }
        }

        return [.. inputs.Select(input => named.TryGetProperty(input.Name, out var value)
            ? value
            : throw JsonBody.Invalid($"{where} lacks '{input.Name}'; the model's inputs are {Names(inputs)}.", input.Name))];
    }

    private static ModelPort Only(IReadOnlyList<ModelPort> inputs, string key) => inputs is [var only]
        ? only
        : throw JsonBody.Invalid($"The model has the inputs {Names(inputs)}, so '{key}' must name them.");

    private static string Names(IReadOnlyList<ModelPort> inputs) =>
        string.Join(", ", inputs.Select(input => $"'{input.Name}'"));

    private static int? CommonRows(TensorData[] tensors)
    {
        if (tensors.Any(tensor => tensor.Shape.Length == 0)) return null;

        var rows = tensors[0].Shape[0];
        return tensors.All(tensor => tensor.Shape[0] == rows) ? (int)rows : null;
    }
}
