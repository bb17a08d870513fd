namespace Andamento.Tests.Unit.Inference;

public class DataFrameTests
{
    [Theory]
    [InlineData("""{"dataframe_split": {"columns": ["p", "q", "r"], "index": [7, 8], "data": [[1, 2, 3], [4, 5, 6.5]]}}""")]
    [InlineData("""{"dataframe_split": {"data": [[1, 2, 3], [4, 5, 6.5]]}}""")]
    [InlineData("""{"dataframe_split": {"index": null, "data": [[1, 2, 3], [4, 5, 6.5]]}}""")]
    [InlineData("""{"dataframe_records": [{"p": 1, "q": 2, "r": 3}, {"r": 6.5, "p": 4, "q": 5}]}""")]
    [InlineData("""{"dataframe_records": [{"p": 1, "q": 2, "r": 3}, {"p": 4, "q": 5, "r": 6.5}], "params": {"any": 1}}""")]
    public async Task One_matrix_takes_the_columns_as_they_come(string body)
    {
        await using var model = await ToyModel.LoadAsync(ToyModel.Digits());

        Assert.Equal("[321,704]", await model.PredictAsync(body));
    }

    [Theory]
    [InlineData("""{"dataframe_split": {"columns": ["r", "extra", "q", "p"], "data": [[3, "?", 2, 1]]}}""")]
    [InlineData("""{"dataframe_records": [{"r": 3, "q": 2, "p": 1, "extra": [true]}]}""")]
    public async Task Columns_that_the_manifest_names_are_found_by_name(string body)
    {
        await using var model = await ToyModel.LoadAsync(ToyModel.Digits(), columns: ["p", "q", "r"]);

        Assert.Equal("[321]", await model.PredictAsync(body));
    }

    [Fact]
    public async Task An_input_for_each_column_gives_a_record_for_each_row()
    {
        await using var model = await ToyModel.LoadAsync(ToyModel.Columns());

        Assert.Equal(
            """[{"sum":3.5,"same":"Ada"},{"sum":-2,"same":"Bob"}]""",
            await model.PredictAsync(
                """{"dataframe_split": {"columns": ["name", "b", "a"], "data": [["Ada", 2, 1.5], ["Bob", -3.0, 1]]}}"""));
    }

    [Theory]
    [InlineData("a,b,name\n1.5,2,Ada\r\n1,-3,\"B,\"\"o\"\"\nb\"\n", """[{"sum":3.5,"same":"Ada"},{"sum":-2,"same":"B,\u0022o\u0022\nb"}]""")]
    [InlineData("\uFEFFname,a,b\n,1e1,2", """[{"sum":12,"same":""}]""")]
    [InlineData("name,a,b\nNoNumber,,2", """[{"sum":null,"same":"NoNumber"}]""")]
    public async Task Csv_is_a_data_frame(string csv, string predictions)
    {
        await using var model = await ToyModel.LoadAsync(ToyModel.Columns());

        Assert.Equal(predictions, await model.PredictAsync(csv, "text/csv; charset=utf-8"));
    }

    [Fact]
    public async Task A_missing_number_is_NaN_and_NaN_is_answered_as_null()
    {
        await using var model = await ToyModel.LoadAsync(ToyModel.Digits(), columns: ["p", "q", "r"]);

        Assert.Equal(
            "[null,null,321]",
            await model.PredictAsync(
                """{"dataframe_records": [{"p": 1, "q": null, "r": 3}, {"p": 1, "q": 2}, {"p": 1, "q": 2, "r": 3}]}"""));
    }

    [Theory]
    [InlineData("""{"dataframe_split": {"columns": ["p", "q"], "data": [[1, 2]]}}""",
        "Invalid input. The column 'r' is missing; the data frame has 'p', 'q'.")]
    [InlineData("""{"dataframe_split": {"columns": ["p", "q", "q"], "data": [[1, 2, 3]]}}""",
        "Invalid input. The column 'q' is given twice.")]
    [InlineData("""{"dataframe_split": {"columns": ["p", "q", "r"], "data": [[1, 2, 3], [1, 2]]}}""",
        "Invalid input. Row 2 has 2 values for 3 columns.")]
    [InlineData("""{"dataframe_split": {"data": [[1, 2]]}}""",
        "Invalid input. The data frame has 2 columns; the model reads 3.")]
    [InlineData("""{"dataframe_split": {"columns": ["p", "q", "r"], "data": [[1, "2", 3]]}}""",
        "Invalid input. Row 1, column 'q' is a string; float is needed.")]
    [InlineData("""{"dataframe_split": {"columns": ["p", "q", "r"], "data": [[1, 2, 3], [1, 2, true]]}}""",
        "Invalid input. Row 2, column 'r' is a boolean; float is needed.")]
    [InlineData("""{"dataframe_split": {"columns": ["p", "q", "r"], "data": [[1, 2, 1e300]]}}""",
        "Invalid input. Row 1, column 'r' is the number 1e300; float is needed.")]
    [InlineData("""{"dataframe_split": {"columns": ["p", "q", "r"], "data": [{"p": 1}]}}""",
        "Invalid input. Row 1 of 'data' is an object; a list is needed.")]
    [InlineData("""{"dataframe_split": {"columns": ["p", "q", "r"], "data": []}}""", "Invalid input. The data frame has no rows.")]
    [InlineData("""{"dataframe_split": {"columns": ["p", "q", "r"]}}""", "Invalid input. 'dataframe_split' lacks 'data'.")]
    [InlineData("""{"dataframe_split": {"data": [[1, 2, 3]], "dtype": "f"}}""",
        "Invalid input. 'dataframe_split' has no member 'dtype'; it has columns, data and index.")]
    [InlineData("""{"dataframe_split": [{"data": [[1, 2, 3]]}]}""",
        "Invalid input. 'dataframe_split' is a list; an object is needed.")]
    [InlineData("""{"dataframe_split": {"columns": ["p", "q", "r"], "index": [0, 1], "data": [[1, 2, 3]]}}""",
        "Invalid input. 'index' of 'dataframe_split' has 2 labels for 1 rows.")]
    [InlineData("""{"dataframe_split": {"columns": ["p", "q", "r"], "index": "0", "data": [[1, 2, 3]]}}""",
        "Invalid input. 'index' of 'dataframe_split' is a string; a list is needed.")]
    [InlineData("""{"dataframe_records": []}""", "Invalid input. The data frame has no rows.")]
    [InlineData("""{"dataframe_records": [{}]}""", "Invalid input. The column 'p' is missing; the data frame has none.")]
    [InlineData("""{"dataframe_records": {"p": 1}}""",
        "Invalid input. 'dataframe_records' is an object; a list of objects is needed.")]
    [InlineData("""{"dataframe_records": [{"p": 1, "q": 2, "r": 3}, 4]}""",
        "Invalid input. Row 2 of 'dataframe_records' is a number; an object is needed.")]
    public async Task What_does_not_fit_is_refused_by_row_and_column(string body, string message)
    {
        await using var model = await ToyModel.LoadAsync(ToyModel.Digits(), columns: ["p", "q", "r"]);

        Assert.Equal(message, await model.RefusalAsync(body));
    }

    [Fact]
    public async Task Where_order_decides_a_later_row_brings_no_new_column()
    {
        await using var model = await ToyModel.LoadAsync(ToyModel.Digits());

        Assert.Equal(
            "Invalid input. Row 2 has the column 'z', which row 1 lacks.",
            await model.RefusalAsync("""{"dataframe_records": [{"p": 1, "q": 2, "r": 3}, {"p": 1, "q": 2, "z": 3}]}"""));
    }

    [Theory]
    [InlineData("", "Invalid input. The CSV is empty; its first row must hold the columns' names.")]
    [InlineData("a,b,name", "Invalid input. The data frame has no rows.")]
    [InlineData("a,b,name\n1,2", "Invalid input. Row 1 has 2 values for 3 columns.")]
    [InlineData("a,b,name\n1,2.5,x", "Invalid input. Row 1, column 'b' is '2.5'; int64 is needed.")]
    [InlineData("a,b,name\nx,2,x", "Invalid input. Row 1, column 'a' is 'x'; float is needed.")]
    [InlineData("a,b,name\n1,2,\"x", "Invalid input. The CSV ends inside quotes.")]
    [InlineData("a,b,name\n1,2,\"x\"y", "Invalid input. The CSV has text behind a closing quote, at character 17.")]
    public async Task Bad_csv_is_refused(string csv, string message)
    {
        await using var model = await ToyModel.LoadAsync(ToyModel.Columns());

        Assert.Equal(message, await model.RefusalAsync(csv, "text/csv"));
    }

    [Fact]
    public async Task A_model_of_one_row_at_a_time_refuses_two()
    {
        await using var model = await ToyModel.LoadAsync(ToyModel.Same(OnnxFile.Float, 1, 2));

        Assert.Equal("[[1,2]]", await model.PredictAsync("""{"dataframe_split": {"data": [[1, 2]]}}"""));
        Assert.Equal(
            "Invalid input. The data frame has 2 rows; the model takes 1 at a time.",
            await model.RefusalAsync("""{"dataframe_split": {"data": [[1, 2], [3, 4]]}}"""));
    }
}
