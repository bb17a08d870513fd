using System.Text.Json;
using Andamento.Inference.Json;
using Andamento.Inference.Onnx;

namespace Andamento.Inference.Custom;

/// <summary>Reads a custom model's request in any of its formats.</summary>
internal sealed class CustomRequest(IReadOnlyList<ModelPort> inputs, IReadOnlyList<ModelColumn>? columns)
{
    private const string Formats = "dataframe_split, dataframe_records, instances or inputs";
    private readonly FrameColumns _columns = new(inputs, columns);

    /// <summary>The tensors of a body.</summary>
    /// <exception cref="ModelException">It fits no format, or not this model.</exception>
    public CustomInput Parse(ModelRequest request)
    {
        if (IsCsv(request.ContentType)) return FrameReader.ReadCsv(request.Body, _columns);
        if (PlainTensor.Read(request.Body.Span, inputs) is { } plain) return plain;

        using var document = JsonBody.ParseObject(request.Body);
        CheckParams(document.RootElement);
        var (format, value) = FindFormat(document.RootElement);
        return format switch
        {
            "dataframe_split" => FrameReader.ReadSplit(value, _columns),
            "dataframe_records" => FrameReader.ReadRecords(value, _columns),
            "instances" => TensorRequest.ReadInstances(value, inputs),
            _ => TensorRequest.ReadInputs(value, inputs),
        };
    }

    private static bool IsCsv(string contentType) =>
        contentType.AsSpan().Trim().StartsWith("text/csv", StringComparison.OrdinalIgnoreCase);

    // An ONNX file says nothing about parameters of inference, so there are none to set.
    private static void CheckParams(JsonElement body)
    {
        if (body.TryGetProperty("params", out var given) && given.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null))
        {
            throw JsonBody.Invalid($"'params' is {JsonBody.Describe(given)}; an object is needed.", "params");
        }
    }

    private static (string Format, JsonElement Value) FindFormat(JsonElement body)
    {
        var names = body.EnumerateObject().Select(JsonBody.Name).ToList();
        var formats = names.Where(name => name is "dataframe_split" or "dataframe_records" or "instances" or "inputs").ToList();
        if (formats is [var format]) return (format, body.GetProperty(format));

        var found = names.Count == 0 ? "no members" : string.Join(", ", names.Select(name => $"'{name}'"));
        throw JsonBody.Invalid($"The body has {found}; it needs exactly one of {Formats}.");
    }
}
