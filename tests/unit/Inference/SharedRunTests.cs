using Andamento.Inference;

namespace Andamento.Tests.Unit.Inference;

public class SharedRunTests
{
    private static readonly ModelLoadOptions Roomy = new() { Concurrency = 64, Threads = 1 };

    [Fact]
    public async Task Each_of_many_requests_gets_its_own_rows()
    {
        await using var model = await ToyModel.LoadAsync(ToyModel.Digits(), options: Roomy);

        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => model.PredictAsync(
            $$"""{"instances": [{{string.Join(',', Enumerable.Range(0, i % 3 + 1).Select(row => $"[{i},{row},0]"))}}]}""")));

        Assert.Equal(
            Enumerable.Range(0, 64).Select(i =>
                $"[{string.Join(',', Enumerable.Range(0, i % 3 + 1).Select(row => $"[{i + 10 * row}]"))}]"),
            answers);
    }

    [Fact]
    public async Task An_input_that_the_model_cannot_run_fails_alone()
    {
        await using var model = await ToyModel.LoadAsync(ToyModel.Lookup(), options: Roomy);

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => i % 10 == 9
            ? model.RefusalAsync("""{"instances": [3]}""")
            : model.PredictAsync($$"""{"instances": [{{i % 3}}]}""")));

        for (var i = 0; i < answers.Length; i++)
        {
            if (i % 10 == 9) Assert.StartsWith("The model could not run this input: ", answers[i], StringComparison.Ordinal);
            else Assert.Equal($"[{5 + i % 3}]", answers[i]);
        }
    }

    [Fact]
    public async Task A_model_whose_rows_see_each_other_runs_requests_one_by_one()
    {
        // A running total along an axis that is not called a batch.
        var file = new OnnxFile()
            .Input("x", OnnxFile.Float, "time").Output("y", OnnxFile.Float, "time")
            .Weights("axis", [0L])
            .Node("CumSum", ["x", "axis"], ["y"]);
        await using var model = await ToyModel.LoadAsync(file, options: Roomy);

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(
            _ => model.PredictAsync("""{"instances": [1, 2, 3]}""")));

        Assert.All(answers, answer => Assert.Equal("[1,3,6]", answer));
    }
}
