using System.Buffers;
using System.Runtime.CompilerServices;
using Andamento.Inference;
using Andamento.ServedEntities;
using Andamento.Serving;

namespace Andamento.Replicas;

/// <summary>
/// The events of one streamed answer as frames. Where nobody looks at single events, those that are there together go
/// on in one frame. A reader who is slow holds up the model's stream, which keeps what it may: nothing gathers here.
/// </summary>
internal sealed class EventFrames : IAsyncDisposable
{
    private const int FrameBytes = 8 * 1024; // some 30 tokens: one flush

    private readonly CancellationTokenSource _stop;
    private readonly IAsyncEnumerator<ModelEvent> _events;
    private readonly bool _join;
    private ArrayBufferWriter<byte>? _joined;
    private ValueTask<bool> _next;
    private bool _asked; // _next was asked for, and not awaited yet
    private bool _ended;

    private EventFrames(IAsyncEnumerable<ModelEvent> events, bool join, CancellationTokenSource stop)
    {
        _stop = stop;
        _join = join;
        _events = events.GetAsyncEnumerator(stop.Token);
    }

    /// <summary>Begins an answer.</summary>
    /// <exception cref="ServingException">The model refuses.</exception>
    public static EventFrames Open(ILoadedModel model, ServingRequest request, CancellationToken cancellationToken)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            return new(model.StreamAsync(Request(request), stop.Token), request.JoinEvents, stop);
        }
        catch (ModelException failed)
        {
            stop.Dispose();
            throw ServingFailures.From(failed);
        }
    }

    /// <summary>A request in the words of the model port.</summary>
    public static ModelRequest Request(ServingRequest request) => new(request.Body, request.ContentType, request.AnswerModel);

    /// <summary>Tokens of an answer; null where the model counts none.</summary>
    public static TokenUsage? Usage(long? promptTokens, long? completionTokens) =>
        promptTokens is { } prompt ? new(prompt, completionTokens ?? 0) : null;

    /// <summary>The next frame; null after the last.</summary>
    /// <exception cref="ServingException">The model failed.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<AnswerFrame?> NextAsync()
    {
        if (_ended) return null;
        try
        {
            Ask();
            _asked = false;
            _ended = !await _next;
        }
        catch (ModelException failed)
        {
            throw ServingFailures.From(failed);
        }

        if (_ended) return null;
        var first = _events.Current;
        var usage = Usage(first.PromptTokens, first.CompletionTokens);
        return _join ? Join(first, usage) : new() { Json = first.Json, Usage = usage };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_ended) await _stop.CancelAsync();
        try
        {
            if (_asked) await _next; // an enumerator is not disposed while it moves
        }
        catch (Exception)
        {
            // Nobody waits for that event any more.
        }

        await _events.DisposeAsync();
        _stop.Dispose();
    }

    private AnswerFrame Join(ModelEvent first, TokenUsage? usage)
    {
        if (!MoveNow()) return new() { Json = first.Json, Usage = usage };

        _joined ??= new(2 * FrameBytes);
        _joined.ResetWrittenCount();
        Add(first.Json);
        do
        {
            var next = _events.Current;
            Add(next.Json);
            usage = Usage(next.PromptTokens, next.CompletionTokens) ?? usage;
        }
        while (_joined.WrittenCount < FrameBytes && MoveNow());
        return new() { Json = _joined.WrittenSpan.ToArray(), Usage = usage };
    }

    private void Add(ReadOnlyMemory<byte> json)
    {
        if (json.IsEmpty) return; // it only reports tokens
        if (_joined!.WrittenCount > 0) _joined.Write("\n\ndata: "u8);
        _joined.Write(json.Span);
    }

    /// <summary>Moves on to an event that is there already. One that is not there yet, or failed, is awaited by the next call.</summary>
    private bool MoveNow()
    {
        Ask();
        if (!_next.IsCompletedSuccessfully) return false;
        _asked = false;
        _ended = !_next.Result;
        return !_ended;
    }

    private void Ask()
    {
        if (_asked) return;
#pragma warning disable CA2012 // awaited once, by whoever clears _asked
        _next = _events.MoveNextAsync();
#pragma warning restore CA2012
        _asked = true;
    }
}
