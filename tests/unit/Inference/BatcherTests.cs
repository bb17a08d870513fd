using Andamento.Inference;
using Andamento.Inference.Batching;
using Andamento.Tests.TestKit;

namespace Andamento.Tests.Unit.Inference;

public class BatcherTests
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public async Task What_arrives_during_a_run_shares_the_next_one()
    {
        await using var runs = new ScriptedRuns();
        var first = runs.Ask("a1");
        await runs.FirstStarted;

        var others = new[] { runs.Ask("a2"), runs.Ask("a3"), runs.Ask("a4") };
        runs.Release();

        Assert.Equal(["A1"], await first);
        Assert.Equal([["A2"], ["A3"], ["A4"]], await Task.WhenAll(others));
        Assert.Equal(["a1", "a2 a3 a4"], runs.Log);
    }

    [Fact]
    public async Task Shapes_do_not_mix_and_take_turns()
    {
        await using var runs = new ScriptedRuns(items: 2);
        var first = runs.Ask("a0");
        await runs.FirstStarted;

        var lengthy = runs.Ask("a1", "a2", "a3", "a4", "a5");
        var other = runs.Ask("b1");
        runs.Release();
        await Task.WhenAll(first, lengthy, other);

        Assert.Equal(["a0", "a1 a2", "b1", "a3 a4", "a5"], runs.Log);
    }

    [Fact]
    public async Task A_small_request_passes_a_large_one_of_the_same_shape()
    {
        await using var runs = new ScriptedRuns(items: 2);
        var first = runs.Ask("a0");
        await runs.FirstStarted;

        var large = runs.Ask("a1", "a2", "a3", "a4");
        var small = runs.Ask("a9");
        runs.Release();

        Assert.Equal(["A1", "A2", "A3", "A4"], await large);
        Assert.Equal(["A9"], await small);
        Assert.Equal(["a0", "a1 a9", "a2 a3", "a4"], runs.Log);
        await first;
    }

    [Fact]
    public async Task A_run_takes_no_more_than_its_weight()
    {
        await using var runs = new ScriptedRuns(weight: 3);
        var first = runs.Ask("a0");
        await runs.FirstStarted;

        var others = new[] { runs.Ask("a1:2"), runs.Ask("a2:2"), runs.Ask("a3:9") };
        runs.Release();
        await Task.WhenAll([first, .. others]);

        Assert.Equal(["a0", "a1:2", "a2:2", "a3:9"], runs.Log);
    }

    [Fact]
    public async Task One_more_than_there_is_room_for_is_refused_at_once()
    {
        await using var runs = new ScriptedRuns(requests: 2);
        var running = runs.Ask("a1");
        await runs.FirstStarted;
        var waiting = runs.Ask("a2");

        var refused = await Assert.ThrowsAsync<ModelException>(() => runs.Ask("a3"));

        Assert.Equal(ModelFailure.Overloaded, refused.Failure);
        runs.Release();
        await Task.WhenAll(running, waiting);
        Assert.Equal(["A4"], await runs.Ask("a4"));
    }

    [Fact]
    public async Task A_cancelled_request_leaves_alone_and_makes_room()
    {
        await using var runs = new ScriptedRuns(requests: 3);
        using var caller = new CancellationTokenSource();
        var running = runs.Ask("a1");
        await runs.FirstStarted;
        var gone = runs.AskAsync(["a2"], caller.Token);
        var stays = runs.Ask("a3");

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        var takesItsPlace = runs.Ask("a4");
        runs.Release();
        await Task.WhenAll(running, stays, takesItsPlace);
        Assert.Equal(["a1", "a3 a4"], runs.Log);
    }

    [Fact]
    public async Task A_caller_who_leaves_during_the_run_is_let_go_while_its_place_stays_taken()
    {
        await using var runs = new ScriptedRuns(requests: 1);
        using var caller = new CancellationTokenSource();
        var running = runs.AskAsync(["a1"], caller.Token);
        await runs.FirstStarted;

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await Assert.ThrowsAsync<ModelException>(() => runs.Ask("a2"));
        runs.Release();
    }

    [Fact]
    public async Task A_caller_who_has_left_already_is_not_run()
    {
        await using var runs = new ScriptedRuns();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => runs.AskAsync(["a1"], new CancellationToken(canceled: true)));

        Assert.Empty(runs.Log);
        runs.Release();
    }

    [Fact]
    public async Task A_bad_input_fails_alone()
    {
        await using var runs = new ScriptedRuns();
        var first = runs.Ask("a1");
        await runs.FirstStarted;
        var good = runs.Ask("a2");
        var bad = runs.Ask("a!");
        var alsoGood = runs.Ask("a3");
        runs.Release();

        Assert.Equal(["A2"], await good);
        Assert.Equal(["A3"], await alsoGood);
        Assert.Equal("a!", (await Assert.ThrowsAsync<FormatException>(() => bad)).Message);
        Assert.Equal(["a1", "a2 a! a3", "a2", "a!", "a3"], runs.Log);
        await first;
    }

    [Fact]
    public async Task Closing_lets_the_run_end_and_fails_what_waits()
    {
        var runs = new ScriptedRuns();
        var running = runs.Ask("a1");
        await runs.FirstStarted;
        var waiting = runs.Ask("a2");

        var closed = runs.CloseAsync();

        Assert.Equal(ModelFailure.Overloaded, (await Assert.ThrowsAsync<ModelException>(() => waiting)).Failure);
        Assert.False(closed.IsCompleted);
        runs.Release();
        await closed;
        Assert.Equal(["A1"], await running);
    }

    [Fact]
    public async Task A_request_is_timed_from_its_arrival_to_its_run_and_from_there_to_the_end()
    {
        await using var runs = new ScriptedRuns();
        var first = runs.Ask("a1");
        await runs.FirstStarted;
        runs.Time.Advance(TimeSpan.FromMilliseconds(20));
        var second = runs.Ask("a2", "a3");
        var third = runs.Ask("a4");
        using var leaving = new CancellationTokenSource();
        var left = runs.AskAsync(["a5"], leaving.Token);
        runs.Time.Advance(TimeSpan.FromMilliseconds(5));
        await leaving.CancelAsync();
        runs.Release();
        await Task.WhenAll(first, second, third);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        await runs.CloseAsync();

        Assert.Equal([(0, 25), (5, 0), (5, 0)], runs.Timed); // who left never ran
    }

    [Fact]
    public async Task A_run_that_fails_is_timed_too()
    {
        await using var runs = new ScriptedRuns();
        var failing = runs.Ask("a!");
        await runs.FirstStarted;
        runs.Time.Advance(TimeSpan.FromMilliseconds(3));
        runs.Release();

        await Assert.ThrowsAsync<FormatException>(() => failing);
        await runs.CloseAsync();
        Assert.Equal([(0, 3)], runs.Timed);
    }

    /// <summary>A text such as <c>a1</c> or <c>a1:9</c>: shape, name, weight. The first run waits to be released.</summary>
    private sealed record Item(string Text) : IBatchItem
    {
        public object Shape => Text[0];

        public long Weight => Text.Split(':') is [_, var weight] ? long.Parse(weight) : 1;
    }

    private sealed class ScriptedRuns : IAsyncDisposable
    {
        private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim _released = new();
        private readonly Batcher<Item, string> _batcher;

        public ScriptedRuns(int requests = 10, int items = 10, long weight = 100) =>
            _batcher = new(
                new BatchLimits(requests, Lanes: 1, items, weight), Run,
                new(Time, (waited, ran) => Timed.Add(((int)waited.TotalMilliseconds, (int)ran.TotalMilliseconds))));

        public ManualTime Time { get; } = new();

        /// <summary>Milliseconds that requests waited and ran, in the order of their ends.</summary>
        public List<(int Waited, int Ran)> Timed { get; } = [];

        public List<string> Log { get; } = [];

        public Task FirstStarted => _started.Task;

        public void Release() => _released.Set();

        public Task<string[]> Ask(params string[] texts) => AskAsync(texts, Never);

        public Task<string[]> AskAsync(string[] texts, CancellationToken cancellationToken) =>
            _batcher.RunAsync([.. texts.Select(text => new Item(text))], cancellationToken);

        public Task CloseAsync() => _batcher.DisposeAsync().AsTask();

        public async ValueTask DisposeAsync()
        {
            Release();
            await _batcher.DisposeAsync();
            _released.Dispose();
        }

        private string[] Run(IReadOnlyList<Item> items)
        {
            Log.Add(string.Join(' ', items.Select(item => item.Text)));
            _started.TrySetResult();
            _released.Wait();
            if (items.FirstOrDefault(item => item.Text.Contains('!')) is { } bad) throw new FormatException(bad.Text);
            return [.. items.Select(item => item.Text.ToUpperInvariant())];
        }
    }
}
