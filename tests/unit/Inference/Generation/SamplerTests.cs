using Andamento.Inference;
using Andamento.Inference.Generation;
using Andamento.Inference.Generation.Sampling;

namespace Andamento.Tests.Unit.Inference.Generation;

public sealed class SamplerTests
{
    // Chances 0.5, 0.25, 0.15, 0.1 at temperature 1.
    private static readonly float[] Four = [MathF.Log(0.25f), MathF.Log(0.5f), MathF.Log(0.1f), MathF.Log(0.15f)];

    [Fact]
    public void Temperature_zero_takes_the_likeliest() => Assert.Equal([1], Drawn(new() { Temperature = 0 }));

    [Fact]
    public void Untouched_chances_are_the_models()
    {
        var counts = Counts(new() { Seed = 5 }, 20_000);

        Assert.Equal([0.25, 0.5, 0.1, 0.15], counts.Select(count => count / 20_000.0), (a, b) => Math.Abs(a - b) < 0.015);
    }

    [Fact]
    public void A_higher_temperature_makes_chances_more_alike()
    {
        // The roots of the chances: 0.5, 0.707, 0.316, 0.387, together 1.911.
        var counts = Counts(new() { Temperature = 2, Seed = 5 }, 20_000);

        Assert.Equal([0.262, 0.370, 0.165, 0.203], counts.Select(count => count / 20_000.0), (a, b) => Math.Abs(a - b) < 0.015);
    }

    [Theory]
    [InlineData(2, 1f, 0f, new[] { 0, 1 })] // the likeliest two
    [InlineData(3, 1f, 0f, new[] { 0, 1, 3 })]
    [InlineData(9, 1f, 0f, new[] { 0, 1, 2, 3 })]
    [InlineData(0, 0.4f, 0f, new[] { 1 })] // the one that passes the part is kept
    [InlineData(0, 0.74f, 0f, new[] { 0, 1 })]
    [InlineData(0, 0.76f, 0f, new[] { 0, 1, 3 })]
    [InlineData(0, 1f, 0.4f, new[] { 0, 1 })] // 0.15 is less than 0.4 of 0.5
    [InlineData(0, 0.95f, 0.25f, new[] { 0, 1, 3 })]
    [InlineData(3, 0.8f, 0f, new[] { 0, 1 })] // of the three's 0.9, the two have 0.83
    public void Few_are_kept_of_the_likeliest(int topK, float topP, float minP, int[] expected) =>
        Assert.Equal(expected, Drawn(new() { TopK = topK, TopP = topP, MinP = minP, Seed = 1 }));

    [Fact]
    public void Biases_are_added() =>
        Assert.Equal([2], Drawn(new() { Temperature = 0, Biases = [new(2, 10), new(1, -10), new(77, 100)] }));

    [Fact]
    public void A_written_token_is_less_likely_by_presence_and_by_how_often()
    {
        var request = new GenerationRequest { Prompt = new[] { 1, 1 }, MaxTokens = 9, Sampling = new() { FrequencyPenalty = 0.5f, PresencePenalty = 1 } };
        var sampling = new SequenceSampling(request);
        sampling.Note(3);
        sampling.Note(3);
        float[] logits = [4, 4, 4, 4];
        sampling.Adjust(logits);

        Assert.Equal([4, 4, 4, 2], logits); // the prompt does not count
    }

    [Fact]
    public void Repetition_moves_tokens_of_prompt_and_text_towards_the_unlikely()
    {
        var request = new GenerationRequest { Prompt = new[] { 1 }, MaxTokens = 9, Sampling = new() { RepetitionPenalty = 2 } };
        var sampling = new SequenceSampling(request);
        sampling.Note(3);
        float[] logits = [4, 4, -4, -4];
        sampling.Adjust(logits);

        Assert.Equal([4, 2, -4, -8], logits);
    }

    [Fact]
    public void What_a_constraint_forbids_is_never_drawn()
    {
        var large = new float[200];
        large[150] = 50;
        var sampler = new Sampler(200);
        var sampling = Sampling(new() { Seed = 3 });
        var drawn = Enumerable.Range(0, 300).Select(_ => sampler.Draw(large, sampling, new Only(3, 64, 130))!.Value).Distinct().Order();

        Assert.Equal([3, 64, 130], drawn);
    }

    [Fact]
    public void Nothing_is_drawn_where_nothing_is_allowed() =>
        Assert.Null(new Sampler(4).Draw(Four, Sampling(new()), new Only()));

    [Fact]
    public void Logits_that_are_no_numbers_are_a_failure_of_the_model() => Assert.Equal(
        ModelFailure.Internal,
        Assert.Throws<ModelException>(() => new Sampler(4).Draw([1, float.NaN, 2, 3], Sampling(new()), null)).Failure);

    [Fact]
    public void A_seed_repeats_its_draws_and_another_gives_others()
    {
        Assert.Equal(Draw(7), Draw(7));
        Assert.NotEqual(Draw(7), Draw(8));

        static int[] Draw(long seed)
        {
            var (sampler, sampling) = (new Sampler(4), Sampling(new() { Seed = seed }));
            return [.. Enumerable.Range(0, 50).Select(_ => sampler.Draw(Four, sampling, null)!.Value)];
        }
    }

    [Fact]
    public void A_part_of_many_equal_chances_is_found_beyond_the_first_look()
    {
        var sampler = new Sampler(1000);
        var sampling = Sampling(new() { TopP = 0.5f, Seed = 2 });
        var equal = new float[1000];
        var drawn = Enumerable.Range(0, 5000).Select(_ => sampler.Draw(equal, sampling, null)!.Value).ToList();

        Assert.InRange(drawn.Max(), 490, 500);
    }

    [Fact]
    public void A_token_costs_no_garbage_worth_counting()
    {
        var logits = new float[32_000];
        var random = new Random(1);
        foreach (ref var logit in logits.AsSpan()) logit = random.NextSingle() * 12;
        var (sampler, probabilities) = (new Sampler(32_000), new LogProbabilities(32_000));
        var sampling = Sampling(new() { Temperature = 0.8f, TopP = 0.9f, TopK = 50, FrequencyPenalty = 0.1f, Biases = [new(3, 1)], Seed = 1 });
        var constraint = new Only(1, 5, 900);
        Draw();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) Draw();

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 100, 0, 1024);

        void Draw()
        {
            var token = sampler.Draw(logits, sampling, constraint)!.Value;
            sampling.Note(token);
            probabilities.Tell(logits, token, 20);
        }
    }

    [Fact]
    public void Log_probabilities_are_those_of_the_softmax()
    {
        var told = new LogProbabilities(4).Tell([1, 3, 0, 2], token: 2, top: 3);
        var all = Math.Log(Math.E + Math.Exp(3) + 1 + Math.Exp(2));

        Assert.Equal((2, -all), (told.Id, told.LogProbability), (a, b) => a.Item1 == b.Item1 && Math.Abs(a.Item2 - b.Item2) < 1e-5);
        Assert.Equal([1, 3, 0], told.Top.Select(chance => chance.Id));
        Assert.Equal([3 - all, 2 - all, 1 - all], told.Top.Select(chance => (double)chance.LogProbability), (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public void The_largest_values_are_found_in_order_and_equal_ones_by_place()
    {
        var random = new Random(3);
        float[] values = [.. Enumerable.Range(0, 500).Select(_ => (float)random.Next(100))];
        var ids = new int[60];
        TopTokens.Select(values, ids, new float[60]);

        Assert.Equal(Enumerable.Range(0, 500).OrderByDescending(i => values[i]).ThenBy(i => i).Take(60), ids);
    }

    private static SequenceSampling Sampling(SamplingSettings settings) => new(new() { Prompt = new[] { 1 }, MaxTokens = 1, Sampling = settings });

    private static int[] Counts(SamplingSettings settings, int draws)
    {
        var (sampler, sampling, counts) = (new Sampler(4), Sampling(settings), new int[4]);
        for (var i = 0; i < draws; i++) counts[sampler.Draw(Four, sampling, null)!.Value]++;
        return counts;
    }

    private static IEnumerable<int> Drawn(SamplingSettings settings) =>
        Counts(settings, 500).Select((count, id) => (count, id)).Where(drawn => drawn.count > 0).Select(drawn => drawn.id);

    private sealed class Only(params int[] ids) : ITokenConstraint
    {
        private readonly ulong[] _allowed = [.. Enumerable.Range(0, 4).Select(word =>
            ids.Where(id => id / 64 == word).Aggregate(0UL, (bits, id) => bits | 1UL << id))];

        public ReadOnlySpan<ulong> Allowed => _allowed;

        public void Accept(int id)
        {
        }
    }
}
