using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Andamento.Providers.Http;

/// <summary>One streamed answer: its events, read as they come and no faster than they are taken.</summary>
/// <remarks>
/// The connection closes as soon as the stream is disposed or the token of its clock is cancelled, also while nobody
/// reads: the provider must not work on for a caller who left. Only an answer read to its end keeps its connection.
/// </remarks>
internal sealed class EventStream : IAsyncDisposable
{
    private const int Idle = 0;
    private const int Reading = 1;
    private const int Closed = 2;

    private static readonly TimeSpan FinishTimeout = TimeSpan.FromSeconds(1);

    private readonly Exchange _exchange;
    private readonly CallClock _clock;
    private readonly HttpResponseMessage _response;
    private readonly IAnswerReader _reader;
    private readonly Stream _body;
    private readonly IEventReader _events;
    private readonly CancellationTokenRegistration _closing;
    private readonly List<ProviderChunk> _chunks = [];
    private Exception? _failure; // what the chunks in front of it must not be lost to
    private bool _complete;
    private int _state;

    private EventStream(Exchange exchange, CallClock clock, HttpResponseMessage response, Stream body)
    {
        _exchange = exchange;
        _clock = clock;
        _response = response;
        _body = body;
        _reader = exchange.ReadAnswer();
        _events = EventReaders.Open(response.Content.Headers.ContentType?.MediaType, exchange.Options.MaxEventBytes);
        _closing = clock.Token.UnsafeRegister(static stream => ((EventStream)stream!).CloseIfIdle(), this);
    }

    /// <summary>What is known of the answer beside its events; null when nothing is.</summary>
    public ProviderAnswerHead? Head => Exchange.Head(_response);

    /// <summary>What the last read brought.</summary>
    public List<ProviderChunk> Chunks => _chunks;

    /// <summary>Sends the call and waits for the first chunks: until then a failure is one of the whole call.</summary>
    /// <exception cref="ProviderException">The provider failed or refused.</exception>
    public static async Task<EventStream> OpenAsync(Exchange exchange, HttpMessageInvoker http, CallClock clock)
    {
        clock.Allow(exchange.Options.FirstEventTimeout);
        var response = await HedgedCall.SendAsync(exchange, http, clock.Token);
        if (!response.IsSuccessStatusCode) throw await exchange.FailureAsync(response, clock.Token);

        EventStream? stream = null;
        try
        {
            await RequireEventsAsync(exchange, response, clock.Token);
            stream = new(exchange, clock, response, await response.Content.ReadAsStreamAsync(clock.Token));
            if (!await stream.ReadAsync(exchange.Options.FirstEventTimeout))
            {
                throw CallFailure.OfAnswer("an empty answer", exchange.Provider);
            }

            return stream;
        }
        catch
        {
            if (stream is null) response.Dispose();
            else await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>Reads until there are chunks. False at the end of the answer.</summary>
    /// <exception cref="ProviderException">The answer broke off, or reports a failure.</exception>
    public ValueTask<bool> ReadAsync() => ReadAsync(_exchange.Options.IdleTimeout);

    public async ValueTask DisposeAsync()
    {
        await _closing.DisposeAsync();
        _events.Dispose();
        if (_complete) _ = FinishAsync();
        else _response.Dispose();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> ReadAsync(TimeSpan silence)
    {
        _chunks.Clear();
        if (_failure is not null) ExceptionDispatchInfo.Throw(_failure);

        try
        {
            while (!_complete && _chunks.Count == 0)
            {
                BeginRead(silence);
                int received;
                try
                {
                    received = await _body.ReadAsync(_events.Room(), _clock.Token);
                }
                finally
                {
                    EndRead();
                }

                _events.Receive(received);
                ReadEvents();
                if (received > 0 || _complete) continue;

                _reader.End(_chunks);
                _complete = true;
            }
        }
        catch (Exception failed) when (HasChunks())
        {
            _failure = failed;
        }

        return _chunks.Count > 0;
    }

    private void ReadEvents()
    {
        while (!_complete && _events.TryRead(out var payload)) _complete = !_reader.ReadEvent(payload, _chunks);
        _reader.EndBatch(_chunks);
    }

    // An event that fails may stand behind good ones, which the reader may still hold.
    private bool HasChunks()
    {
        _reader.EndBatch(_chunks);
        return _chunks.Count > 0;
    }

    private void BeginRead(TimeSpan silence)
    {
        _clock.Token.ThrowIfCancellationRequested();
        if (Interlocked.CompareExchange(ref _state, Reading, Idle) != Idle) throw new OperationCanceledException(_clock.Token);

        _clock.Allow(silence);
    }

    private void EndRead()
    {
        Interlocked.CompareExchange(ref _state, Idle, Reading);
        _clock.AllowAll(); // how long the caller takes is not the provider's silence
    }

    // A read in flight ends by its token, and closes the connection itself.
    private void CloseIfIdle()
    {
        if (Interlocked.CompareExchange(ref _state, Closed, Idle) == Idle) _response.Dispose();
    }

    // Right behind the last event comes the end of the body. Having seen it, the connection can be used again; nobody
    // waits for that, and after a second it is given up.
    private async Task FinishAsync()
    {
        using var limit = new CancellationTokenSource(FinishTimeout, _exchange.Time);
        using (_response)
        {
            try
            {
                var rest = new byte[256];
                while (await _body.ReadAsync(rest, limit.Token) > 0)
                {
                    // Nothing behind the last event is part of the answer.
                }
            }
            catch (Exception broken) when (broken is IOException or HttpRequestException or OperationCanceledException)
            {
                // The connection is closed instead.
            }
        }
    }

    private static async Task RequireEventsAsync(
        Exchange exchange, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var type = response.Content.Headers.ContentType?.MediaType;
        if (EventReaders.Know(type)) return;

        var body = await BoundedBody.ReadStartAsync(response.Content, maxBytes: 16 << 10, cancellationToken);
        var error = UpstreamError.Read(body);
        var said = error.Message is null ? "" : $": {Scrubber.Clean(error.Message, exchange.Provider, exchange.Answering)}";
        throw CallFailure.OfAnswer($"no event stream but {type}{said}", exchange.Provider);
    }
}
