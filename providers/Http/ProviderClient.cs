using System.Runtime.CompilerServices;
using Andamento.Providers.Unified;

namespace Andamento.Providers.Http;

/// <summary>
/// Calls providers: connections, time limits, retries, failures and cancellation, done once for all dialects.
/// Safe for concurrent use; one per process, since it owns the connections.
/// </summary>
public sealed class ProviderClient : IDisposable
{
    private readonly HttpMessageInvoker _http;
    private readonly ProviderOptions _options;
    private readonly TimeProvider _time;
    private readonly TokenSource _tokens;

    /// <summary>Creates the client with connections of its own.</summary>
    public ProviderClient(ProviderOptions options, TimeProvider time)
        : this(ProviderConnections.Open(options), options, time)
    {
    }

    /// <summary>Creates the client over another handler, which it then owns.</summary>
    internal ProviderClient(HttpMessageHandler handler, ProviderOptions options, TimeProvider time)
    {
        _http = new HttpMessageInvoker(handler, disposeHandler: true);
        _options = options;
        _time = time;
        _tokens = new(_http, time);
    }

    /// <summary>The values of the settings that nobody set: the descriptor's, but for addresses that the operator chose.</summary>
    public IReadOnlyDictionary<string, string> Defaults(ProviderDescriptor provider)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var setting in provider.Settings)
        {
            if ((setting.OperatorDefault(_options) ?? setting.Default) is { } value) values[setting.Name] = value;
        }

        return values;
    }

    /// <summary>Asks for a whole answer.</summary>
    /// <param name="adapter">The dialect.</param>
    /// <param name="call">What is asked.</param>
    /// <param name="target">Where, and with which credentials.</param>
    /// <param name="timeLeft">The limit of the whole call, retries included.</param>
    /// <param name="cancellationToken">Closes the connection at once, whatever the call is doing.</param>
    /// <exception cref="ProviderException">The provider, its address or the time limit stood in the way.</exception>
    public Task<ProviderAnswer> SendAsync(
        IProviderAdapter adapter,
        ProviderCall call,
        ProviderTarget target,
        TimeSpan timeLeft,
        CancellationToken cancellationToken)
    {
        var parts = CallParts.Of(adapter, call with { AskedAt = _time.GetUtcNow() }, target);
        return CallParts.SendAsync(
            parts, (part, stop) => SendPartAsync(adapter, part, target, timeLeft, stop), cancellationToken);
    }

    /// <summary>Asks for a streamed answer. Nothing is sent before the first chunk is asked for.</summary>
    /// <param name="adapter">The dialect.</param>
    /// <param name="call">What is asked.</param>
    /// <param name="target">Where, and with which credentials.</param>
    /// <param name="timeLeft">The limit of the whole answer.</param>
    /// <param name="cancellationToken">Closes the connection at once; so does who stops enumerating.</param>
    /// <exception cref="ProviderException">
    /// Before the first chunk: as for a whole answer. After it: the answer broke off, and was not complete.
    /// </exception>
    public async IAsyncEnumerable<ProviderChunk> StreamAsync(
        IProviderAdapter adapter,
        ProviderCall call,
        ProviderTarget target,
        TimeSpan timeLeft,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var parts = CallParts.Of(adapter, call with { AskedAt = _time.GetUtcNow() }, target);
        if (parts is not [{ Stream: true }])
        {
            var answer = await CallParts.SendAsync(
                parts, (part, stop) => SendPartAsync(adapter, part, target, timeLeft, stop), cancellationToken);
            var head = answer.Head;
            foreach (var chunk in ReplayedAnswer.Chunks(call, answer))
            {
                yield return chunk with { Head = head };
                head = null;
            }

            yield break;
        }

        var exchange = new Exchange(adapter, parts[0], target, _options, _time, _tokens);
        using var clock = new CallClock(_time, timeLeft, cancellationToken);
        using var record = new CallRecord(exchange);
        await using var stream = await RetryAsync(
            () => EventStream.OpenAsync(exchange, _http, clock), exchange, clock, record, cancellationToken);
        record.FirstEvent();
        yield return stream.Chunks[0] with { Head = stream.Head };
        var sent = 1;
        do
        {
            for (var i = sent; i < stream.Chunks.Count; i++) yield return stream.Chunks[i];
            sent = 0;
        }
        while (await ReadOnAsync(stream, exchange, clock, record, cancellationToken));
        record.Answered();
    }

    /// <summary>Closes every connection.</summary>
    public void Dispose()
    {
        _tokens.Dispose();
        _http.Dispose();
    }

    private async Task<ProviderAnswer> SendPartAsync(
        IProviderAdapter adapter,
        ProviderCall call,
        ProviderTarget target,
        TimeSpan timeLeft,
        CancellationToken cancellationToken)
    {
        var exchange = new Exchange(adapter, call, target, _options, _time, _tokens);
        using var clock = new CallClock(_time, timeLeft, cancellationToken);
        using var record = new CallRecord(exchange);
        var answer = await RetryAsync(() => AskAsync(exchange, clock), exchange, clock, record, cancellationToken);
        record.Answered();
        return answer;
    }

    private async Task<ProviderAnswer> AskAsync(Exchange exchange, CallClock clock)
    {
        using var response = await exchange.SendAsync(_http, clock.Token);
        var body = await BoundedBody.ReadAsync(response.Content, _options.MaxAnswerBytes, clock.Token);
        if (body.IsEmpty) throw CallFailure.OfAnswer("an empty answer", exchange.Provider);

        var answer = LateUsage.Add(exchange.ReadAnswer(response).ReadWhole(body), Exchange.Usage(response));
        return answer with { Head = Exchange.Head(response) };
    }

    private async Task<T> RetryAsync<T>(
        Func<Task<T>> attempt, Exchange exchange, CallClock clock, CallRecord record, CancellationToken cancellationToken)
    {
        for (int retries = 0, risked = 0; ; retries++)
        {
            try
            {
                if (clock.Left <= TimeSpan.Zero) throw new OperationCanceledException(clock.Token);

                return await attempt();
            }
            catch (Exception thrown)
            {
                var seen = Seen(thrown, exchange, clock, cancellationToken);
                if (Wait(seen, retries, risked, exchange, clock) is not { } wait)
                {
                    record.Failed(seen);
                    if (seen == thrown) throw;
                    throw seen;
                }

                if (RetryPlan.IsRisky((ProviderException)seen)) risked++;
                record.Retried((ProviderException)seen);
                await PauseAsync(wait, exchange, clock, record, cancellationToken);
            }
        }
    }

    private TimeSpan? Wait(Exception seen, int retries, int risked, Exchange exchange, CallClock clock) => seen switch
    {
        ProviderException refused when exchange.Learns(refused) => TimeSpan.Zero,
        ProviderException failed => RetryPlan.Wait(failed, retries, risked, clock.Left, _options, Random.Shared.NextDouble()),
        _ => null,
    };

    private async Task PauseAsync(
        TimeSpan wait, Exchange exchange, CallClock clock, CallRecord record, CancellationToken cancellationToken)
    {
        clock.AllowAll();
        try
        {
            await Task.Delay(wait, _time, clock.Token);
        }
        catch (OperationCanceledException ended)
        {
            var seen = Seen(ended, exchange, clock, cancellationToken);
            record.Failed(seen);
            throw seen;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<bool> ReadOnAsync(
        EventStream stream, Exchange exchange, CallClock clock, CallRecord record, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.ReadAsync();
        }
        catch (Exception thrown)
        {
            var seen = Seen(thrown, exchange, clock, cancellationToken);
            record.Failed(seen);
            if (seen == thrown) throw;
            throw seen;
        }
    }

    // A caller who gave up learns only that: whatever broke on the way down is of no interest.
    private static Exception Seen(
        Exception thrown, Exchange exchange, CallClock clock, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested
            ? new OperationCanceledException(cancellationToken)
            : CallFailure.Of(thrown, clock.Expired, exchange.Provider) ?? thrown;
}
