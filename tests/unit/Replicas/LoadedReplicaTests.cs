using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
using Andamento.Inference;
using Andamento.Replicas;
using Andamento.Serving;
using Andamento.Tests.TestKit;

namespace Andamento.Tests.Unit.Replicas;

public sealed class LoadedReplicaTests : IAsyncDisposable
{
    private readonly ModelDouble _model = new();
    private readonly LoadedReplica _replica;

    public LoadedReplicaTests() => _replica = new(_model);

    public ValueTask DisposeAsync() => _model.DisposeAsync();

    [Fact]
    public async Task Events_that_are_there_together_go_on_together()
    {
        Say("""{"a":1}""", """{"b":2}""", """{"c":3}""");
        _model.Events.Writer.TryWrite(new(default, 7, 3));
        _model.Events.Writer.Complete();

        var frame = Assert.Single(await ReadAsync(join: true));

        Assert.Equal("{\"a\":1}\n\ndata: {\"b\":2}\n\ndata: {\"c\":3}", Encoding.UTF8.GetString(frame.Json.Span));
        Assert.Equal(new TokenUsage(7, 3), frame.Usage);
    }

    [Fact]
    public async Task An_event_never_waits_for_the_next()
    {
        Say("""{"a":1}""");
        await using var frames = _replica.StreamAsync(Request(join: true), CancellationToken.None).GetAsyncEnumerator();

        Assert.True(await frames.MoveNextAsync());
        var next = frames.MoveNextAsync();
        Assert.False(next.IsCompleted);
        Say("""{"b":2}""");

        Assert.True(await next.AsTask().ForAsync("the second event"));
        Assert.Equal("""{"b":2}""", Encoding.UTF8.GetString(frames.Current.Json.Span));
    }

    [Fact]
    public async Task Who_looks_at_single_events_gets_single_events()
    {
        Say("""{"a":1}""", """{"b":2}""");
        _model.Events.Writer.Complete();

        Assert.Equal(2, (await ReadAsync(join: false)).Count);
    }

    [Fact]
    public async Task Who_stops_reading_stops_the_model_even_while_it_works()
    {
        Say("""{"a":1}""");
        var frames = _replica.StreamAsync(Request(join: true), CancellationToken.None).GetAsyncEnumerator();
        await frames.MoveNextAsync(); // and the model is asked whether there is more

        await frames.DisposeAsync().AsTask().ForAsync("the stream to end");

        Assert.True(_model.Stopped);
        Assert.Equal(0, _replica.Outstanding);
    }

    [Fact]
    public async Task A_failure_keeps_its_code_and_its_field()
    {
        _model.Events.Writer.Complete(new ModelException(ModelFailure.BadInput, "Too long.") { Code = "context_length_exceeded", Param = "messages" });

        var failed = await Assert.ThrowsAsync<ServingException>(() => ReadAsync(join: true));

        Assert.Equal((FailureKind.BadRequest, "context_length_exceeded", "messages"), (failed.Kind, failed.Code, failed.Param));
    }

    [Fact]
    public async Task A_full_model_says_when_to_try_again()
    {
        _model.Events.Writer.Complete(new ModelException(ModelFailure.Overloaded, "Full."));

        var failed = await Assert.ThrowsAsync<ServingException>(() => ReadAsync(join: true));

        Assert.Equal((FailureKind.Overloaded, TimeSpan.FromSeconds(1)), (failed.Kind, failed.RetryAfter!.Value));
    }

    [Fact]
    public async Task A_replica_with_a_request_does_not_close_and_one_that_closes_waits_for_it()
    {
        Say("""{"a":1}""");
        var frames = _replica.StreamAsync(Request(join: false), CancellationToken.None).GetAsyncEnumerator();
        await frames.MoveNextAsync();

        Assert.False(_replica.CloseIfIdle());
        var closed = _replica.CloseAsync();
        Assert.False(closed.IsCompleted);
        await Assert.ThrowsAsync<ServingException>(() => ReadAsync(join: false));
        Assert.False(closed.IsCompleted);

        await frames.DisposeAsync();
        await closed.ForAsync("the replica to be idle");
    }

    [Fact]
    public async Task A_closed_replica_says_that_it_is_not_loaded()
    {
        Assert.True(_replica.CloseIfIdle());

        var failed = await Assert.ThrowsAsync<ServingException>(() => _replica.InvokeAsync(Request(join: false), CancellationToken.None));

        Assert.Equal(FailureKind.Unavailable, failed.Kind);
    }

    private static ServingRequest Request(bool join) => new()
    {
        Task = ServingTask.Chat, Body = "{}"u8.ToArray(), TimeLeft = Patience.Limit, RequestId = "r", AnswerModel = "m", JoinEvents = join,
    };

    private void Say(params string[] events)
    {
        foreach (var one in events) _model.Events.Writer.TryWrite(new(Encoding.UTF8.GetBytes(one)));
    }

    private async Task<List<AnswerFrame>> ReadAsync(bool join)
    {
        var frames = new List<AnswerFrame>();
        await foreach (var frame in _replica.StreamAsync(Request(join), CancellationToken.None)) frames.Add(frame);
        return frames;
    }

    private sealed class ModelDouble : ILoadedModel
    {
        public Channel<ModelEvent> Events { get; } = Channel.CreateUnbounded<ModelEvent>();

        public bool Stopped { get; private set; }

        public ValueTask<ModelAnswer> RunAsync(ModelRequest request, CancellationToken cancellationToken) => new(new ModelAnswer(default));

        public async IAsyncEnumerable<ModelEvent> StreamAsync(ModelRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            try
            {
                await foreach (var one in Events.Reader.ReadAllAsync(cancellationToken)) yield return one;
            }
            finally
            {
                Stopped = true;
            }
        }

        public ValueTask DisposeAsync() => default;
    }
}
