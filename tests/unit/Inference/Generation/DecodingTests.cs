using Andamento.Inference.Generation;

namespace Andamento.Tests.Unit.Inference.Generation;

/// <summary>What real and made-up decoders write, alone and together.</summary>
public sealed class DecodingTests : IDisposable
{
    private static readonly int[] OnceUponATime = [1, 9038, 2501, 263, 931];

    private readonly string _folder = Directory.CreateTempSubdirectory("decoding-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("stories")]
    [InlineData("toy")]
    [InlineData("toy without positions")]
    public void Eight_sequences_that_run_together_write_what_each_writes_alone(string model)
    {
        var (prompts, alone) = (Array.Empty<int[]>(), new List<int[]>());
        using (var decoding = Open(model))
        {
            prompts = decoding.Prompts(8);
            for (var i = 0; i < prompts.Length; i++) alone.Add(decoding.Alone(prompts[i], 20 + 5 * i));
        }

        using var together = Open(model);
        var sequences = new List<Sequence>();
        for (var i = 0; i < prompts.Length; i++)
        {
            sequences.Add(together.Enter(prompts[i], 20 + 5 * i));
            if (i % 2 == 1) together.Batch.Step(); // they join one by one, and leave so
        }

        together.Finish();
        Assert.Equal(alone, sequences.Select(Decoding.Written));
    }

    [Fact]
    public async Task Rows_with_padding_have_the_logits_of_rows_without()
    {
        using var decoding = Open("toy");
        var prompts = decoding.Prompts(4);
        var alone = new List<float>();
        foreach (var prompt in prompts)
        {
            var one = decoding.Enter(prompt, 2, top: 0);
            decoding.Finish();
            alone.Add(await LastAsync(one));
        }

        var together = prompts.Select(prompt => decoding.Enter(prompt, 2, top: 0)).ToList();
        decoding.Finish();

        for (var i = 0; i < alone.Count; i++) Assert.Equal(alone[i], await LastAsync(together[i]), 0.001);

        static async Task<float> LastAsync(Sequence sequence)
        {
            while (await sequence.Output.ReadAsync(CancellationToken.None))
            {
            }

            return sequence.Output.Current.LogProbability;
        }
    }

    [Fact]
    public void Equal_rows_of_a_quantized_model_write_what_one_writes()
    {
        // Its activations are quantized over all rows of a run, so different rows do touch each other a little; equal ones do not.
        using var decoding = Decoding.Of(RealModels.MiniMind);
        var prompt = decoding.Prompts(3)[2];
        var sequences = Enumerable.Range(0, 8).Select(_ => decoding.Enter(prompt, 30)).ToList();
        decoding.Finish();

        using var fresh = Decoding.Of(RealModels.MiniMind);
        var alone = fresh.Alone(prompt, 30);
        Assert.All(sequences, sequence => Assert.Equal(alone, Decoding.Written(sequence)));
    }

    [Theory]
    [InlineData("stories")]
    [InlineData("toy")]
    public void A_prompt_that_is_read_in_pieces_is_continued_like_one_read_at_once(string model)
    {
        using var whole = Open(model);
        using var pieces = Open(model, chunk: 7);
        var prompt = whole.Prompts(8)[7];

        Assert.Equal(whole.Alone(prompt, 30), pieces.Alone(prompt, 30));
        Assert.Equal(1 + 28, whole.Batch.Stats.Steps);
        Assert.Equal((prompt.Length + 6) / 7 + 28, pieces.Batch.Stats.Steps);
    }

    [Theory]
    [InlineData("stories", true)]
    [InlineData("stories", false)]
    [InlineData("toy", true)]
    [InlineData("toy", false)]
    [InlineData("toy without positions", true)]
    public void A_beginning_that_is_known_changes_nothing_but_the_work(string model, bool lives)
    {
        using var decoding = Open(model);
        using var fresh = Open(model);
        var text = decoding.Prompts(6)[5];
        int[] same = [.. text[..30], 5, 6, 7];
        var first = decoding.Enter(text, 20);
        if (lives) decoding.Batch.Step();
        else decoding.Finish();

        var second = decoding.Enter(same, 20);
        decoding.Finish();

        Assert.Equal(30, second.KnownPromptTokens);
        Assert.Equal(30, decoding.Batch.Stats.KnownTokens);
        Assert.Equal(fresh.Alone(same, 20), Decoding.Written(second));
        using var anew = Open(model);
        Assert.Equal(anew.Alone(text, 20), Decoding.Written(first));
    }

    [Fact]
    public void A_conversation_that_goes_on_takes_its_slot_over()
    {
        using var decoding = Open("stories", concurrency: 1);
        using var fresh = Open("stories");
        var answer = decoding.Alone(OnceUponATime, 20);
        int[] next = [.. OnceUponATime, .. answer, 300, 301];

        var second = decoding.Enter(next, 20);
        decoding.Finish();

        Assert.Equal(OnceUponATime.Length + answer.Length - 1, second.KnownPromptTokens); // the last token was never read
        Assert.Equal(fresh.Alone(next, 20), Decoding.Written(second));
    }

    [Theory]
    [InlineData("stories")]
    [InlineData("toy")]
    public void The_same_seed_writes_the_same_whoever_else_is_there(string model)
    {
        using var decoding = Open(model);
        var settings = new SamplingSettings { Temperature = 1.2f, TopP = 0.9f, Seed = 42 };
        var prompt = decoding.Prompts(2)[1];
        var alone = decoding.Alone(prompt, 30, settings);

        var others = decoding.Prompts(5, longer: 3).Select((other, i) => decoding.Enter(other, 25, settings with { Seed = i })).ToList();
        decoding.Batch.Step();
        var again = decoding.Enter(prompt, 30, settings);
        decoding.Finish();

        Assert.Equal(alone, Decoding.Written(again));
        Assert.NotEqual(alone, decoding.Alone(prompt, 30, settings with { Seed = 43 }));
        Assert.All(others, other => Assert.Equal(25, Decoding.Written(other).Length));
    }

    [Theory]
    [InlineData("stories")]
    [InlineData("toy")]
    public void A_joining_sequence_has_its_first_token_within_two_steps(string model)
    {
        using var decoding = Open(model);
        foreach (var prompt in decoding.Prompts(4)) decoding.Enter(prompt, 40);
        for (var i = 0; i < 5; i++) decoding.Batch.Step();

        var newcomer = decoding.Enter(decoding.Prompts(1)[0], 40);
        decoding.Batch.Step();

        Assert.True(newcomer.Tokens.Count > newcomer.Prompt.Length);
        decoding.Finish();
    }

    [Fact]
    public void Those_who_leave_early_let_the_last_one_move_up()
    {
        using var decoding = Open("stories");
        using var fresh = Open("stories");
        var prompts = decoding.Prompts(8, longer: 2);
        var first = decoding.Enter(prompts[0], 70);
        for (var i = 1; i < 7; i++) decoding.Enter(prompts[i], 5 + i);
        var last = decoding.Enter(prompts[7], 60);
        var place = last.Place;
        decoding.Finish();

        Assert.NotSame(place, last.Place);
        Assert.Equal(fresh.Alone(prompts[7], 60), Decoding.Written(last));
        Assert.Equal(fresh.Alone(prompts[0], 70), Decoding.Written(first));
    }

    [Fact]
    public void Rows_that_would_grow_beyond_the_memory_wait_until_others_left()
    {
        // Two sets of keys and values, of 16 floats each; a row has room for 64 tokens.
        const int Row = 2 * 2 * 16 * 4 * 64;
        using var decoding = new Decoding(
            ToyDecoder.Load(_folder, positions: true, new() { Concurrency = 8, Threads = 1, CacheBytes = 3 * Row }));
        var prompt = decoding.Prompts(1)[0];
        decoding.Enter(prompt, 20);
        decoding.Enter(prompt, 40);
        Assert.Equal(2 * Row, decoding.Memory.UsedBytes);

        Assert.False(decoding.Batch.TryEnter(Long()), "All rows would be as long as this one.");
        var third = decoding.Enter(prompt, 30);
        decoding.Finish();

        Assert.Equal(30, Decoding.Written(third).Length);
        Assert.Equal(0, decoding.Memory.UsedBytes);
        Assert.True(decoding.Batch.TryEnter(Long()));

        Sequence Long() => new(new() { Prompt = prompt, MaxTokens = 80 }, decoding.Memory.ContextLength);
    }

    [Fact]
    public void Stories_are_told_in_English()
    {
        using var decoding = Open("stories");

        // "..., there was a little girl named Lily. She loved to play"
        Assert.Equal(
            [29892, 727, 471, 263, 2217, 7826, 4257, 365, 2354, 29889, 2296, 18012, 304, 1708],
            decoding.Alone(OnceUponATime, 14));
    }

    private Decoding Open(string model, int concurrency = 8, int? chunk = null) => model switch
    {
        "stories" => Decoding.Of(RealModels.Stories, concurrency, chunk),
        _ => new(ToyDecoder.Load(_folder, positions: model == "toy", new() { Concurrency = concurrency, Threads = 1 }, chunk)),
    };
}
