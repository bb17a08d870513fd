using System.Text.Json;
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
    public async Task Who_shares_a_run_is_answered_as_if_alone()
    {
        var random = new Random(1);
        await using var model = await ToyModel.LoadAsync(TwoLayers(random), options: Roomy);
        string[] bodies = [.. Enumerable.Range(0, 64).Select(_ => $$"""{"instances": {{Rows(random, random.Next(1, 5))}}}""")];

        var alone = new List<float[]>();
        foreach (var body in bodies) alone.Add(Numbers(await model.PredictAsync(body)));
        var together = await Task.WhenAll(bodies.Select(body => model.PredictAsync(body)));

        for (var i = 0; i < bodies.Length; i++)
        {
            Assert.Equal(alone[i], Numbers(together[i]), (one, other) => Math.Abs(one - other) <= 1e-5);
        }
    }

    private static OnnxFile TwoLayers(Random random) => new OnnxFile()
        .Input("x", OnnxFile.Float, "batch", 16).Output("y", OnnxFile.Float, "batch", 8)
        .Weights("w1", Numbers(random, 16 * 64), 16, 64).Weights("w2", Numbers(random, 64 * 8), 64, 8)
        .Node("MatMul", ["x", "w1"], ["sum"]).Node("Tanh", ["sum"], ["h"]).Node("MatMul", ["h", "w2"], ["y"]);

    private static float[] Numbers(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];

    private static string Rows(Random random, int rows) =>
        JsonSerializer.Serialize(Enumerable.Range(0, rows).Select(_ => Numbers(random, 16)));

    private static float[] Numbers(string predictions) => [.. JsonSerializer.Deserialize<float[][]>(predictions)!.SelectMany(row => row)];

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
