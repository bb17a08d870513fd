namespace Andamento.Tests.Unit.Inference;

public class TensorInputTests
{
    [Theory]
    [InlineData("""{"instances": [[1, 2, 3], [4, 5, 6]]}""", "[[321],[654]]")]
    [InlineData("""{"inputs": [[1, 2, 3], [4, 5, 6]]}""", "[[321],[654]]")]
    [InlineData("""{"instances": [{"x": [1, 2, 3]}, {"x": [4, 5, 6]}]}""", "[[321],[654]]")]
    [InlineData("""{"inputs": {"x": [[1, 2, 3], [4, 5, 6]]}}""", "[[321],[654]]")]
    public async Task One_tensor_by_rows_or_as_a_whole(string body, string predictions)
    {
        await using var model = await ToyModel.LoadAsync(ToyModel.Digits());

        Assert.Equal(predictions, await model.PredictAsync(body));
    }

    [Theory]
    [InlineData(
        """{"instances": [{"a": 1.5, "b": 2, "name": "x"}, {"name": "y", "a": 1, "b": 2}]}""",
        """[{"sum":[3.5],"same":["x"]},{"sum":[3],"same":["y"]}]""")]
    [InlineData(
        """{"inputs": {"a": [1.5, 1], "b": [[2], [2]], "name": ["x", "y"]}}""",
        """{"sum":[[3.5],[3]],"same":[["x"],["y"]]}""")]
    public async Task Several_tensors_go_by_name(string body, string predictions)
    {
        await using var model = await ToyModel.LoadAsync(ToyModel.Columns());

        Assert.Equal(predictions, await model.PredictAsync(body));
    }

    [Fact]
    public async Task Named_tensors_may_differ_in_their_first_axis()
    {
        var file = new OnnxFile()
            .Input("x", OnnxFile.Float, "n").Input("scale", OnnxFile.Float).Output("y", OnnxFile.Float, "n")
            .Node("Mul", ["x", "scale"], ["y"]);
        await using var model = await ToyModel.LoadAsync(file);

        Assert.Equal("[2,4,6]", await model.PredictAsync("""{"inputs": {"x": [1, 2, 3], "scale": 2}}"""));
    }

    [Theory]
    [InlineData(OnnxFile.Float, "[1.5,-0.1]", "[1.5,-0.1]")]
    [InlineData(OnnxFile.Double, "[1.1,1e300]", "[1.1,1E+300]")]
    [InlineData(OnnxFile.Half, "[1.5,-65504]", "[1.5,-65504]")]
    [InlineData(OnnxFile.BFloat16, "[1.5,1e30]", "[1.5,1.00025555E+30]")]
    [InlineData(OnnxFile.Int64, "[9223372036854775807,-1.0]", "[9223372036854775807,-1]")]
    [InlineData(OnnxFile.UInt64, "[18446744073709551615,1.0]", "[18446744073709551615,1]")]
    [InlineData(OnnxFile.Int32, "[2147483647,-2147483648]", "[2147483647,-2147483648]")]
    [InlineData(OnnxFile.UInt32, "[4294967295,0]", "[4294967295,0]")]
    [InlineData(OnnxFile.Int16, "[32767,-32768]", "[32767,-32768]")]
    [InlineData(OnnxFile.UInt16, "[65535,0]", "[65535,0]")]
    [InlineData(OnnxFile.Int8, "[127,-128]", "[127,-128]")]
    [InlineData(OnnxFile.UInt8, "[255,0]", "[255,0]")]
    [InlineData(OnnxFile.Bool, "[true,false]", "[true,false]")]
    [InlineData(OnnxFile.String, """["é","\ud83e\udd17"]""", """["\u00E9","\uD83E\uDD17"]""")]
    public async Task Every_element_type_goes_through_unharmed(int type, string values, string predictions)
    {
        await using var model = await ToyModel.LoadAsync(ToyModel.Same(type, "n"));

        Assert.Equal(predictions, await model.PredictAsync($$"""{"instances": {{values}}}"""));
    }

    [Theory]
    [InlineData(OnnxFile.Int64, "1.5", "the number 1.5", "int64")]
    [InlineData(OnnxFile.Int64, "9223372036854775808", "the number 9223372036854775808", "int64")]
    [InlineData(OnnxFile.UInt64, "-1", "the number -1", "uint64")]
    [InlineData(OnnxFile.Int8, "128", "the number 128", "int8")]
    [InlineData(OnnxFile.UInt8, "-1", "the number -1", "uint8")]
    [InlineData(OnnxFile.Half, "1e6", "the number 1e6", "float16")]
    [InlineData(OnnxFile.BFloat16, "1e39", "the number 1e39", "bfloat16")]
    [InlineData(OnnxFile.Float, "null", "null", "float")]
    [InlineData(OnnxFile.Float, "\"1\"", "a string", "float")]
    [InlineData(OnnxFile.Bool, "1", "the number 1", "bool")]
    [InlineData(OnnxFile.String, "1", "the number 1", "string")]
    public async Task A_value_of_another_type_is_refused_with_its_place(int type, string value, string found, string needed)
    {
        await using var model = await ToyModel.LoadAsync(ToyModel.Same(type, "n"));

        Assert.Equal(
            $"Invalid input. The input 'x' has {found} at [0]; {needed} is needed.",
            await model.RefusalAsync($$"""{"instances": [{{value}}]}"""));
    }

    [Theory]
    [InlineData("""{"instances": [[1, 2]]}""", "The input 'x' has the shape [1, 2]; the model takes [N, 3].")]
    [InlineData("""{"inputs": [1, 2, 3]}""", "The input 'x' has the shape [3]; the model takes [N, 3].")]
    [InlineData("""{"inputs": [[1, 2, 3], [1, 2]]}""", "The input 'x' is uneven: a list at [1] where a list of 3 is needed.")]
    [InlineData("""{"instances": [[1, 2, 3], 4]}""", "The input 'x' is uneven: a number at [1] where a list of 3 is needed.")]
    [InlineData("""{"inputs": [[1, 2, [3]]]}""", "The input 'x' has a list at [0][2]; float is needed.")]
    [InlineData("""{"instances": []}""", "'instances' is a list; a list of at least one row is needed.")]
    [InlineData("""{"instances": 1}""", "'instances' is a number; a list of at least one row is needed.")]
    [InlineData("""{"instances": [{"z": 1}]}""", "Row 1 of 'instances' has 'z'; the model's inputs are 'x'.")]
    [InlineData("""{"instances": [{}]}""", "Row 1 of 'instances' lacks 'x'; the model's inputs are 'x'.")]
    [InlineData("""{"instances": [{"x": [1, 2, 3]}, 1]}""", "Row 2 of 'instances' is a number; row 1 is an object.")]
    [InlineData("""{"inputs": {}}""", "'inputs' lacks 'x'; the model's inputs are 'x'.")]
    [InlineData("{}", "The body has no members; it needs exactly one of dataframe_split, dataframe_records, instances or inputs.")]
    [InlineData("""{"inputs": [1], "instances": [1]}""",
        "The body has 'inputs', 'instances'; it needs exactly one of dataframe_split, dataframe_records, instances or inputs.")]
    [InlineData("[1]", "The body is a list; a JSON object is needed.")]
    [InlineData("""{"inputs": [[1, 2, 3]], "params": 1}""", "'params' is a number; an object is needed.")]
    public async Task A_body_that_does_not_fit_is_refused_in_words(string body, string message)
    {
        await using var model = await ToyModel.LoadAsync(ToyModel.Digits());

        Assert.Equal("Invalid input. " + message, await model.RefusalAsync(body));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"inputs": [1], "inputs": [2]}""")]
    [InlineData("""{"inputs": [NaN]}""")]
    public async Task What_is_no_json_is_refused(string body)
    {
        await using var model = await ToyModel.LoadAsync(ToyModel.Digits());

        Assert.StartsWith("Invalid input. The body is not valid JSON: ", await model.RefusalAsync(body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Half_a_surrogate_pair_is_no_text()
    {
        await using var model = await ToyModel.LoadAsync(ToyModel.Same(OnnxFile.String, "n"));

        Assert.Equal(
            "Invalid input. A string holds half of a surrogate pair, which is no text.",
            await model.RefusalAsync("""{"instances": ["\ud800"]}"""));
    }

    [Fact]
    public async Task No_rows_give_no_predictions()
    {
        await using var model = await ToyModel.LoadAsync(ToyModel.Same(OnnxFile.Float, "n"));

        Assert.Equal("[]", await model.PredictAsync("""{"inputs": []}"""));
    }

    [Fact]
    public async Task Infinity_and_NaN_are_answered_as_null()
    {
        var file = new OnnxFile()
            .Input("x", OnnxFile.Float, "n").Output("y", OnnxFile.Float, "n").Node("Log", ["x"], ["y"]);
        await using var model = await ToyModel.LoadAsync(file);

        Assert.Equal("[0,null,null]", await model.PredictAsync("""{"instances": [1, 0, -1]}"""));
    }

    [Fact]
    public async Task Maps_of_a_classifier_become_objects()
    {
        var file = new OnnxFile()
            .Input("x", OnnxFile.Float, "n", 2).Output("label", OnnxFile.Int64, "n").OutputMaps("probabilities")
            .Node("ArgMax", ["x"], ["label"], number: [("axis", 1), ("keepdims", 0)])
            .Node("ZipMap", ["x"], ["probabilities"], "ai.onnx.ml", numbers: ("classlabels_int64s", [10, 20]));
        await using var model = await ToyModel.LoadAsync(file);

        Assert.Equal(
            """[{"label":1,"probabilities":{"10":0.25,"20":0.75}},{"label":0,"probabilities":{"10":1,"20":0}}]""",
            await model.PredictAsync("""{"dataframe_split": {"data": [[0.25, 0.75], [1, 0]]}}"""));
    }
}
