using System.Collections.Concurrent;

namespace Andamento.Providers.Http;

/// <summary>
/// Tokens for providers that sell them: bought once for all calls with the same key, renewed in the background before
/// they end, and forgotten when a provider refuses one. Safe for concurrent use.
/// </summary>
internal sealed class TokenSource(HttpMessageInvoker http, TimeProvider time) : IDisposable
{
    private const int KeepAtMost = 4096; // beyond it, tokens of entities that are no more

    private readonly ConcurrentDictionary<string, SharedToken> _tokens = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _closed = new();

    /// <summary>A token that is good now.</summary>
    /// <exception cref="ProviderException">It is not to be had.</exception>
    public Task<string> GetAsync(TokenPurchase purchase, Exchange exchange, CancellationToken cancellationToken) =>
        Shared(purchase).GetAsync(new(purchase, exchange.Provider, exchange.Target), cancellationToken);

    /// <summary>The provider refused a token. Whoever comes next gets another one.</summary>
    public void Forget(TokenPurchase purchase, string token) => Shared(purchase).Forget(token);

    /// <summary>Ends every purchase that is under way.</summary>
    public void Dispose()
    {
        _closed.Cancel();
        _closed.Dispose();
    }

    private SharedToken Shared(TokenPurchase purchase)
    {
        if (_tokens.Count >= KeepAtMost) _tokens.Clear();
        return _tokens.GetOrAdd(purchase.Key, static (_, parts) => new(parts.http, parts.time, parts.Token), (http, time, _closed.Token));
    }
}
