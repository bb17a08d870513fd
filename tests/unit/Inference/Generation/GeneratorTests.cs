using Andamento.Inference;
using Andamento.Inference.Generation;

namespace Andamento.Tests.Unit.Inference.Generation;

public sealed class GeneratorTests : IDisposable
{
    private readonly SemaphoreSlim _steps = new(0);

    public void Dispose() => _steps.Dispose();

    [Fact]
    public async Task Who_finds_no_room_waits_and_goes_on_when_another_leaves()
    {
        await using var generator = Open(places: 1);
        var first = Start(generator, 3);
        var second = Start(generator, 2);
        _steps.Release(10);

        Assert.Equal([2, 3, 4], await ReadAsync(first));
        Assert.Equal([2, 3], await ReadAsync(second));
        Assert.Equal((0, 0), (generator.Stats.Queued, generator.Stats.Running));
        Assert.Equal(5, generator.Stats.GeneratedTokens);
    }

    [Fact]
    public async Task A_full_queue_refuses_at_once_and_has_room_again_when_one_gives_up()
    {
        await using var generator = Open(places: 1, queue: 2);
        var first = Start(generator, 9);
        Assert.True(await first.MoveNextAsync(CancellationToken.None)); // so it is inside
        var second = Start(generator, 1);
        Start(generator, 1);

        var refused = Assert.Throws<ModelException>(() => Start(generator, 1));
        Assert.Equal(ModelFailure.Overloaded, refused.Failure);

        await second.DisposeAsync();
        var fourth = Start(generator, 1);
        Assert.False(await second.MoveNextAsync(CancellationToken.None));
        _steps.Release(100);
        Assert.Equal([2], await ReadAsync(fourth));
    }

    [Fact]
    public async Task Who_gives_up_in_the_middle_makes_room()
    {
        await using var generator = Open(places: 1);
        var first = Start(generator, 40);
        Assert.True(await first.MoveNextAsync(CancellationToken.None));
        var second = Start(generator, 1);

        await first.DisposeAsync();
        _steps.Release(2); // not enough for the first

        Assert.Equal([2], await ReadAsync(second));
    }

    [Fact]
    public async Task A_reader_who_stops_waiting_may_come_back()
    {
        await using var generator = Open(places: 1);
        var sequence = Start(generator, 3);
        Assert.True(await sequence.MoveNextAsync(CancellationToken.None));
        using var patience = new CancellationTokenSource();
        var waiting = sequence.MoveNextAsync(patience.Token);
        await patience.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => waiting.AsTask());
        _steps.Release(9);
        Assert.Equal([3, 4], await ReadAsync(sequence));
    }

    [Fact]
    public async Task Unloading_fails_who_is_inside_and_who_waits()
    {
        var memory = new ScriptedMemory(_steps, places: 1);
        var generator = new Generator(memory, new HashSet<int>(), ScriptedMemory.Vocabulary, 4, memory.Dispose);
        var inside = Start(generator, 40);
        Assert.True(await inside.MoveNextAsync(CancellationToken.None));
        var waiting = Start(generator, 1);

        var unloading = generator.DisposeAsync();
        _steps.Release(1);
        await unloading;

        foreach (var sequence in (IGeneration[])[inside, waiting])
        {
            var failed = await Assert.ThrowsAsync<ModelException>(() => ReadAsync(sequence));
            Assert.Equal((ModelFailure.Overloaded, "The model is being unloaded."), (failed.Failure, failed.Message));
        }

        Assert.True(memory.IsDisposed);
        Assert.Equal(ModelFailure.Overloaded, Assert.Throws<ModelException>(() => Start(generator, 1)).Failure);
    }

    [Fact]
    public async Task A_prompt_that_leaves_no_room_is_refused_with_both_lengths()
    {
        await using var generator = Open();

        var refused = Assert.Throws<ModelException>(() => generator.Start(new() { Prompt = new int[50], MaxTokens = 1 }));

        Assert.Equal((ModelFailure.BadInput, "context_length_exceeded"), (refused.Failure, refused.Code));
        Assert.Equal(
            "The prompt has 50 tokens; this model's context is 50 tokens, with the answer. Shorten the prompt.", refused.Message);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(ScriptedMemory.Vocabulary)]
    public async Task A_token_that_the_model_does_not_have_is_refused(int token)
    {
        await using var generator = Open();

        var refused = Assert.Throws<ModelException>(() => generator.Start(new() { Prompt = new[] { token }, MaxTokens = 1 }));

        Assert.Equal(ModelFailure.BadInput, refused.Failure);
    }

    [Fact]
    public async Task A_real_model_with_memory_for_one_serves_three_by_turns()
    {
        var manifest = await ModelManifest.ReadAsync(RealModels.Stories, CancellationToken.None);
        const long OneSequence = 256 * 6 * 2 * 288 * 4;
        await using var generator = Generator.Load(RealModels.Stories, manifest, new() { Concurrency = 8, CacheBytes = OneSequence + 1 });

        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => ReadAsync(Start(generator, 5))));

        Assert.All(answers, answer => Assert.Equal(answers[0], answer));
        Assert.Equal(OneSequence, generator.Stats.CacheLimit);
        Assert.Equal([1, 2], generator.EndTokens.Order());
    }

    [Fact]
    public async Task Memory_for_less_than_one_sequence_makes_sequences_shorter()
    {
        var manifest = await ModelManifest.ReadAsync(RealModels.Stories, CancellationToken.None);
        await using var generator = Generator.Load(
            RealModels.Stories, manifest, new() { Concurrency = 8, CacheBytes = 100 * 6 * 2 * 288 * 4 });
        Assert.Equal(100, generator.ContextLength);

        var refused = Assert.Throws<ModelException>(() => Generator.Load(RealModels.Stories, manifest, new() { CacheBytes = 1000 }));
        Assert.Equal(ModelFailure.BadModel, refused.Failure);
    }

    private Generator Open(int places = 2, int queue = 4)
    {
        var memory = new ScriptedMemory(_steps, places);
        return new(memory, new HashSet<int>(), ScriptedMemory.Vocabulary, queue, memory.Dispose);
    }

    private static IGeneration Start(Generator generator, int maxTokens) => generator.Start(
        new() { Prompt = new[] { 1 }, MaxTokens = maxTokens, Sampling = new() { Temperature = 0 } });

    private static async Task<List<int>> ReadAsync(IGeneration generation)
    {
        var tokens = new List<int>();
        while (await generation.MoveNextAsync(CancellationToken.None)) tokens.Add(generation.Current.Id);
        return tokens;
    }
}
