using System.Buffers;
using System.Text.Json;
using Andamento.Inference.Onnx;

namespace Andamento.Inference.Custom;

/// <summary>Writes <c>{"predictions": ...}</c>.</summary>
internal static class PredictionsWriter
{
    /// <summary>UTF-8 JSON. One output is a plain value; several are records by row, or tensors by name for columnar input.</summary>
    public static ReadOnlyMemory<byte> Write(IReadOnlyList<ModelPort> ports, OutputValue[] outputs, CustomInput input)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WritePropertyName("predictions"u8);
            if (outputs is [var only]) ValueWriter.Write(json, Flat(only, input.Style));
            else if (input.Style is not InputStyle.Columns && outputs.All(output => output.Rows == input.Rows))
            {
                WriteRecords(json, ports, outputs, input);
            }
            else
            {
                WriteNamed(json, ports, outputs);
            }

            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void WriteRecords(
        Utf8JsonWriter json, IReadOnlyList<ModelPort> ports, OutputValue[] outputs, CustomInput input)
    {
        var flat = outputs.Select(output => Flat(output, input.Style)).ToList();
        json.WriteStartArray();
        for (var row = 0; row < input.Rows; row++)
        {
            json.WriteStartObject();
            for (var i = 0; i < ports.Count; i++)
            {
                json.WritePropertyName(ports[i].Name);
                ValueWriter.WriteRow(json, flat[i], row);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteNamed(Utf8JsonWriter json, IReadOnlyList<ModelPort> ports, OutputValue[] outputs)
    {
        json.WriteStartObject();
        for (var i = 0; i < ports.Count; i++)
        {
            json.WritePropertyName(ports[i].Name);
            ValueWriter.Write(json, outputs[i]);
        }

        json.WriteEndObject();
    }

    // A table has one value in a cell: [N, 1] is a column of it, not a list of lists.
    private static OutputValue Flat(OutputValue output, InputStyle style) =>
        style is InputStyle.Frame && output is OutputValue.Tensor { Data: { Shape: [var rows, 1] } data }
            ? new OutputValue.Tensor(data with { Shape = [rows] })
            : output;
}
