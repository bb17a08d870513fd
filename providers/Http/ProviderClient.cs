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

    /// <summary>Asks for a streamed answer, and waits for its first chunk.</summary>
    /// <param name="adapter">The dialect.</param>
    /// <param name="call">What is asked.</param>
    /// <param name="target">Where, and with which credentials.</param>
    /// <param name="timeLeft">The limit of the whole answer.</param>
    /// <param name="cancellationToken">Closes the connection at once, as long as the stream is not disposed.</param>
    /// <returns>The answer; who disposes it before its end stops it.</returns>
    /// <exception cref="ProviderException">The provider, its address or the time limit stood in the way.</exception>
    public async Task<ProviderStream> OpenStreamAsync(
        IProviderAdapter adapter,
        ProviderCall call,
        ProviderTarget target,
        TimeSpan timeLeft,
        CancellationToken cancellationToken)
    {
        var parts = CallParts.Of(adapter, call with { AskedAt = _time.GetUtcNow() }, target);
        if (parts is not [{ Stream: true }])
        {
            var answer = await CallParts.SendAsync(
                parts, (part, stop) => SendPartAsync(adapter, part, target, timeLeft, stop), cancellationToken);
            return new(ReplayedAnswer.Chunks(call, answer), answer.Head);
        }

        var scope = new CallScope(new(adapter, parts[0], target, _options, _time, _tokens), timeLeft, cancellationToken);
        try
        {
            var events = await RetryAsync(
                static (scope, http) => EventStream.OpenAsync(scope.Exchange, http, scope.Clock), scope);
            scope.Record.FirstEvent();
            return new(scope, events);
        }
        catch
        {
            scope.Dispose();
            throw;
        }
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
        using var scope = new CallScope(new(adapter, call, target, _options, _time, _tokens), timeLeft, cancellationToken);
        var answer = await RetryAsync(AskAsync, scope);
        scope.Record.Answered();
        return answer;
    }

    private static async Task<ProviderAnswer> AskAsync(CallScope scope, HttpMessageInvoker http)
    {
        var (exchange, clock) = (scope.Exchange, scope.Clock);
        using var response = await HedgedCall.SendAsync(exchange, http, clock.Token);
        if (!response.IsSuccessStatusCode) throw await exchange.FailureAsync(response, clock.Token);

        var body = await BoundedBody.ReadAsync(response.Content, exchange.Options.MaxAnswerBytes, clock.Token);
        if (body.IsEmpty) throw CallFailure.OfAnswer("an empty answer", exchange.Provider);

        var answer = LateUsage.Add(exchange.ReadAnswer().ReadWhole(body), Exchange.Usage(response));
        return answer with { Head = Exchange.Head(response) };
    }

    private async Task<T> RetryAsync<T>(Func<CallScope, HttpMessageInvoker, Task<T>> attempt, CallScope scope)
    {
        for (int retries = 0, risked = 0; ; retries++)
        {
            try
            {
                if (scope.Clock.Left <= TimeSpan.Zero) throw new OperationCanceledException(scope.Clock.Token);

                return await attempt(scope, _http);
            }
            catch (Exception thrown)
            {
                var seen = scope.Seen(thrown);
                if (Wait(seen, retries, risked, scope.Exchange, scope.Clock) is not { } wait)
                {
                    scope.Record.Failed(seen);
                    if (seen == thrown) throw;
                    throw seen;
                }

                if (RetryPlan.IsRisky((ProviderException)seen)) risked++;
                scope.Record.Retried((ProviderException)seen);
                await PauseAsync(wait, scope);
            }
        }
    }

    private TimeSpan? Wait(Exception seen, int retries, int risked, Exchange exchange, CallClock clock)
    {
        if (seen is not ProviderException failed) return null;
        if (exchange.Learns(failed)) return TimeSpan.Zero;

        var hedges = exchange.Hedged ? 1 : 0; // which was a retry made early, and a risk
        return RetryPlan.Wait(failed, retries + hedges, risked + hedges, clock.Left, _options, Random.Shared.NextDouble());
    }

    private async Task PauseAsync(TimeSpan wait, CallScope scope)
    {
        scope.Clock.AllowAll();
        try
        {
            await Task.Delay(wait, _time, scope.Clock.Token);
        }
        catch (OperationCanceledException ended)
        {
            var seen = scope.Seen(ended);
            scope.Record.Failed(seen);
            throw seen;
        }
    }
}
