using System.Text;
using Andamento.Inference.Custom;
using Andamento.Inference.Json;
using Andamento.Inference.Onnx;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Andamento.Tests.Unit.Inference;

public class PlainTensorTests
{
    [Theory]
    [InlineData("""{"instances": [[1, 2.5], [-3e-1, 4]]}""", -1, 2)]
    [InlineData("""{"instances": [[1, 2], [3, 4], [5, 6]]}""", -1, -1)]
    [InlineData(" { \"inputs\" :\n[ [ 1 ,\t2 ] ]\r\n} ", -1, 2)]
    [InlineData("""{"inputs": [1, 2, 3]}""", -1)]
    [InlineData("""{"instances": [1, 2, 3]}""", -1, 1)]
    [InlineData("""{"instances": [[1], [2]]}""", -1, 1)]
    [InlineData("""{"instances": [[[1, 2], [3, 4]]]}""", -1, 2, -1)]
    public void What_it_reads_is_what_the_document_says(string body, params int[] shape)
    {
        foreach (var type in (TensorElementType[])[TensorElementType.Float, TensorElementType.Double])
        {
            var input = Port(type, shape);

            var plain = PlainTensor.Read(Encoding.UTF8.GetBytes(body), [input])!;
            var read = ByDocument(body, input);

            Assert.Equal(read.Rows, plain.Rows);
            Assert.Equal(read.Style, plain.Style);
            Assert.Equal(read.Shape, plain.Shape);
            Assert.Equal(read.Tensors[0].Type, plain.Tensors[0].Type);
            Assert.Equal(read.Tensors[0].Shape, plain.Tensors[0].Shape);
            Assert.Equal(read.Tensors[0].Bytes.ToArray(), plain.Tensors[0].Bytes.ToArray());
        }
    }

    [Fact]
    public void Whole_numbers_stay_whole()
    {
        var plain = PlainTensor.Read("""{"inputs": [9007199254740993, -1]}"""u8, [Port(TensorElementType.Int64, -1)])!;

        Assert.Equal([9007199254740993, -1], plain.Tensors[0].As<long>());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"instances": [[1, 2]""")]
    [InlineData("""{"instances": [[1, 2]]} x""")]
    [InlineData("""{"instances": [[1, 2]], "instances": [[1, 2]]}""")]
    [InlineData("""{"instances": [[1, 2]], "params": {}}""")]
    [InlineData("""{"inst\u0061nces": [[1, 2]]}""")]
    [InlineData("""{"instances": []}""")]
    [InlineData("""{"instances": [[]]}""")]
    [InlineData("""{"instances": [[1, 2], [3]]}""")]
    [InlineData("""{"instances": [[1, 2, 3]]}""")]
    [InlineData("""{"instances": [[1, 2], 3]}""")]
    [InlineData("""{"instances": [1, [2]]}""")]
    [InlineData("""{"instances": [[[1, 2]]]}""")]
    [InlineData("""{"instances": [[1, 2],]}""")]
    [InlineData("""{"instances": [[1 2]]}""")]
    [InlineData("""{"instances": [[1, null]]}""")]
    [InlineData("""{"instances": [[1, "2"]]}""")]
    [InlineData("""{"instances": [[1, NaN]]}""")]
    [InlineData("""{"instances": [[1, 01]]}""")]
    [InlineData("""{"instances": [[1, 1e39]]}""")]
    [InlineData("""{"instances": [{"x": [1, 2]}]}""")]
    [InlineData("""{"dataframe_split": {"data": [[1, 2]]}}""")]
    public void Anything_else_is_left_to_who_can_say_what_is_wrong(string body) =>
        Assert.Null(PlainTensor.Read(Encoding.UTF8.GetBytes(body), [Port(TensorElementType.Float, -1, 2)]));

    [Fact]
    public void Rows_are_all_lists_or_all_numbers()
    {
        Assert.Null(PlainTensor.Read("""{"instances": [1, [2]]}"""u8, [Port(TensorElementType.Float, -1, 1)]));
        Assert.Null(PlainTensor.Read("""{"instances": [[1], 2]}"""u8, [Port(TensorElementType.Float, -1, 1)]));
    }

    [Fact]
    public void Depth_without_end_is_left_at_the_depth_of_the_model() =>
        Assert.Null(PlainTensor.Read(
            Encoding.UTF8.GetBytes($"{{\"inputs\": {new string('[', 1_000_000)}"), [Port(TensorElementType.Float, -1, -1)]));

    [Fact]
    public void A_model_of_a_fixed_number_of_rows_is_given_as_many()
    {
        var input = Port(TensorElementType.Float, 2, 1);

        Assert.Null(PlainTensor.Read("""{"instances": [[1]]}"""u8, [input]));
        Assert.NotNull(PlainTensor.Read("""{"instances": [[1], [2]]}"""u8, [input]));
    }

    [Fact]
    public void Text_and_several_inputs_are_left()
    {
        var input = Port(TensorElementType.Float, -1);

        Assert.Null(PlainTensor.Read("""{"inputs": [1]}"""u8, [input, input]));
        Assert.Null(PlainTensor.Read("""{"inputs": [1]}"""u8, [Port(TensorElementType.String, -1)]));
    }

    private static CustomInput ByDocument(string body, ModelPort input)
    {
        using var document = JsonBody.ParseObject(Encoding.UTF8.GetBytes(body));
        return document.RootElement.TryGetProperty("instances", out var rows)
            ? TensorRequest.ReadInstances(rows, [input])
            : TensorRequest.ReadInputs(document.RootElement.GetProperty("inputs"), [input]);
    }

    private static ModelPort Port(TensorElementType type, params int[] shape) =>
        new("x", type, [.. shape.Select(axis => (long)axis)], "batch", OnnxValueType.ONNX_TYPE_TENSOR);
}
