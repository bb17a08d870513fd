using Andamento.Inference;
using Andamento.Inference.Generation;
using Andamento.Tests.TestKit;

namespace Andamento.Tests.Unit.Inference.Generation;

public sealed class RunningBatchTests : IDisposable
{
    private readonly ScriptedMemory _memory = new(places: 3);
    private readonly ManualTime _time = new();
    private readonly List<TimeSpan> _ran = [];
    private readonly RunningBatch _batch;

    public RunningBatchTests() =>
        _batch = new(_memory, new HashSet<int> { 13 }, ScriptedMemory.Vocabulary, new(_time, (_, ran) => _ran.Add(ran)));

    public void Dispose() => _memory.Dispose();

    [Fact]
    public async Task A_sequence_ends_with_the_limit_that_it_asked_for()
    {
        var sequence = Enter([1, 2], maxTokens: 3);
        Finish();

        Assert.Equal("3 4 5: Length", await ReadAsync(sequence));
        Assert.Empty(_memory.Inside);
    }

    [Fact]
    public void A_sequence_is_timed_to_its_end_and_one_that_gave_up_until_then()
    {
        Enter([1], maxTokens: 9);
        var abandoned = Enter([5], maxTokens: 9);
        _batch.Step();
        abandoned.IsAbandoned = true;
        _time.Advance(TimeSpan.FromMilliseconds(10));
        _batch.Step();
        _time.Advance(TimeSpan.FromMilliseconds(10));
        Finish();

        Assert.Equal([10, 20], _ran.Select(ran => ran.TotalMilliseconds));
    }

    [Fact]
    public async Task A_sequence_ends_where_the_context_is_full()
    {
        var sequence = Enter([.. Enumerable.Repeat(20, 48)], maxTokens: 9);
        Finish();

        Assert.Equal("21 22: Length", await ReadAsync(sequence));
    }

    [Fact]
    public async Task The_token_that_ends_a_text_is_not_given()
    {
        var sequence = Enter([11], maxTokens: 9);
        Finish();

        Assert.Equal("12: Stop", await ReadAsync(sequence));
    }

    [Fact]
    public async Task Who_asked_for_it_goes_on_past_the_end()
    {
        var sequence = Enter([11], maxTokens: 3, ignoreEnd: true);
        Finish();

        Assert.Equal("12 13 14: Length", await ReadAsync(sequence));
    }

    [Fact]
    public async Task A_constraint_is_obeyed_and_ends_the_text_where_it_allows_nothing_more()
    {
        var sequence = Enter([1], maxTokens: 9, constraint: new Exactly(40, 7, 41));
        Finish();

        Assert.Equal("40 7 41: Stop", await ReadAsync(sequence));
    }

    [Fact]
    public async Task A_constraint_that_fails_ends_its_own_sequence_alone()
    {
        var broken = Enter([1], maxTokens: 9, constraint: new Exactly(40, -1));
        var whole = Enter([1], maxTokens: 3);
        Finish();

        var failure = await Assert.ThrowsAsync<ModelException>(() => ReadAsync(broken));
        Assert.Equal(ModelFailure.Internal, failure.Failure);
        Assert.Equal("2 3 4: Length", await ReadAsync(whole));
        Assert.Empty(_memory.Inside);
    }

    [Fact]
    public async Task A_run_that_fails_ends_those_who_were_in_it_and_nobody_else()
    {
        var first = Enter([1], maxTokens: 9);
        _memory.Failure = new InvalidOperationException("a fault in the dark");
        _batch.Step();
        _memory.Failure = null;
        var second = Enter([1], maxTokens: 2);
        Finish();

        var failure = await Assert.ThrowsAsync<ModelException>(() => ReadAsync(first));
        Assert.Equal((ModelFailure.Internal, "The generator failed."), (failure.Failure, failure.Message));
        Assert.Equal("2 3: Length", await ReadAsync(second));
    }

    [Fact]
    public void Who_gives_up_leaves_with_the_next_step()
    {
        var sequence = Enter([1], maxTokens: 9);
        var other = Enter([1], maxTokens: 9);
        _batch.Step();
        sequence.IsAbandoned = true;
        _batch.Step();

        Assert.Equal([other], _memory.Inside);
        Assert.Equal(1, _batch.Stats.Running);
    }

    [Fact]
    public void A_long_prompt_and_a_short_one_are_both_read_on_in_each_step()
    {
        var running = Enter([1], maxTokens: 40);
        _batch.Step();
        var @long = Enter([.. Enumerable.Repeat(1, 20)], maxTokens: 2);
        var @short = Enter([1, 2, 3], maxTokens: 9);
        _memory.Reads.Clear();
        _batch.Step();
        _batch.Step();

        Assert.Equal([(@long, 2), (@short, 2), (@long, 3), (@short, 1)], _memory.Reads);
        Assert.Equal(2, @short.Tokens.Count - @short.Prompt.Length);
        Assert.Equal(4, running.Tokens.Count - running.Prompt.Length); // one for each step, and one with its prompt
    }

    private Sequence Enter(int[] prompt, int maxTokens, ITokenConstraint? constraint = null, bool ignoreEnd = false)
    {
        var sequence = new Sequence(
            new()
            {
                Prompt = prompt,
                MaxTokens = maxTokens,
                Sampling = new() { Temperature = 0 },
                Constraint = constraint,
                IgnoreEnd = ignoreEnd,
            },
            _memory.ContextLength);
        Assert.True(_batch.TryEnter(sequence));
        return sequence;
    }

    private void Finish()
    {
        while (!_batch.IsEmpty) _batch.Step();
    }

    // Its tokens and its end: "3 4 5: Length".
    private static async Task<string> ReadAsync(Sequence sequence)
    {
        var tokens = new List<int>();
        while (await sequence.Output.ReadAsync(CancellationToken.None)) tokens.Add(sequence.Output.Current.Id);
        return $"{string.Join(' ', tokens)}: {sequence.Output.End}";
    }

    /// <summary>Allows one token after the other, then none. A negative one is a fault.</summary>
    private sealed class Exactly(params int[] tokens) : ITokenConstraint
    {
        private readonly ulong[] _allowed = new ulong[2];
        private int _at;

        public ReadOnlySpan<ulong> Allowed
        {
            get
            {
                Array.Clear(_allowed);
                if (_at < tokens.Length) _allowed[tokens[_at] / 64] = 1UL << tokens[_at];
                return _allowed;
            }
        }

        public void Accept(int id)
        {
            Assert.Equal(tokens[_at++], id);
            if (_at < tokens.Length && tokens[_at] < 0) throw new InvalidOperationException("no such place");
        }
    }
}
