using System.Runtime.CompilerServices;

namespace Andamento.Providers.Http;

/// <summary>
/// A streamed answer whose first chunks are here. What came together is taken together: nothing waits between two chunks
/// of one packet. Not for concurrent use.
/// </summary>
public sealed class ProviderStream : IAsyncDisposable
{
    private readonly CallScope? _scope;
    private readonly EventStream? _events;
    private readonly List<ProviderChunk> _chunks;
    private ProviderAnswerHead? _head;
    private int _next;

    /// <summary>A stream that the provider sends.</summary>
    internal ProviderStream(CallScope scope, EventStream events) : this(events.Chunks, events.Head) =>
        (_scope, _events) = (scope, events);

    /// <summary>A stream that is here as a whole.</summary>
    internal ProviderStream(List<ProviderChunk> chunks, ProviderAnswerHead? head) => (_chunks, _head) = (chunks, head);

    /// <summary>Takes the next of the chunks that are here. The first one carries the head of the answer.</summary>
    /// <returns>False when more have to be waited for.</returns>
    public bool TryTake(out ProviderChunk chunk)
    {
        chunk = default;
        if (_next == _chunks.Count) return false;

        chunk = _chunks[_next++];
        if (_head is null) return true;

        chunk = chunk with { Head = _head };
        _head = null;
        return true;
    }

    /// <summary>Waits until there are more chunks, once all are taken. False at the end of the answer.</summary>
    /// <exception cref="ProviderException">The answer broke off, and was not complete.</exception>
    public ValueTask<bool> ReadAsync() => _events is null ? new(false) : ReadAsync(_events, _scope!);

    /// <summary>Stops the answer, wherever it is.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_events is not null) await _events.DisposeAsync();
        _scope?.Dispose();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> ReadAsync(EventStream events, CallScope scope)
    {
        try
        {
            _next = 0;
            if (await events.ReadAsync()) return true;

            scope.Record.Answered();
            return false;
        }
        catch (Exception thrown)
        {
            var seen = scope.Seen(thrown);
            scope.Record.Failed(seen);
            if (seen == thrown) throw;
            throw seen;
        }
    }
}
