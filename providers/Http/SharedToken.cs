namespace Andamento.Providers.Http;

/// <summary>One token, and the calls that wait for it.</summary>
internal sealed class SharedToken(HttpMessageInvoker http, TimeProvider time, CancellationToken closed)
{
    private static readonly TimeSpan Spare = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30); // between attempts that were refused

    private readonly Lock _lock = new();
    private BoughtToken? _token;
    private DateTimeOffset _renewAt;
    private ProviderException? _refusal;
    private DateTimeOffset _askAgainAt;
    private Task<TokenOutcome>? _purchase;

    /// <summary>The token; from a purchase that others may wait for too, where none is good now.</summary>
    public async Task<string> GetAsync(TokenOrder order, CancellationToken cancellationToken)
    {
        Task<TokenOutcome> purchase;
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (_token is { } token && now < token.Ends)
            {
                if (now >= _renewAt) Buy(order); // nobody waits for it: this one is still good
                return token.Value;
            }

            if (_refusal is { } refusal && now < _askAgainAt) throw Again(refusal);

            purchase = Buy(order);
        }

        var outcome = await purchase.WaitAsync(cancellationToken);
        return outcome.Token?.Value ?? throw Again(outcome.Failure!);
    }

    /// <summary>Drops a token that the provider refused, unless it was replaced since.</summary>
    public void Forget(string token)
    {
        lock (_lock)
        {
            if (_token?.Value == token) _token = null;
        }
    }

    private Task<TokenOutcome> Buy(TokenOrder order) =>
        // Away from the caller's scheduler: the purchase belongs to all who wait, and outlives who began it.
        _purchase ??= Task.Run(() => BuyAsync(order), CancellationToken.None);

    private async Task<TokenOutcome> BuyAsync(TokenOrder order)
    {
        var outcome = await order.SendAsync(http, time, closed);
        lock (_lock)
        {
            _purchase = null;
            var now = time.GetUtcNow();
            if (outcome.Token is { } token)
            {
                (_token, _refusal) = (token, null);
                _renewAt = now + RenewAfter(token.Ends - now);
            }
            else
            {
                _renewAt = now + Pause;
                _refusal = outcome.Failure is { Failure: ProviderFailure.Authentication } refused ? refused : null;
                _askAgainAt = now + Pause;
            }
        }

        return outcome;
    }

    // After four fifths of its life, and in any case five minutes before its end where it lives that long.
    private static TimeSpan RenewAfter(TimeSpan life)
    {
        var most = life * 0.8;
        return life > Spare && life - Spare < most ? life - Spare : most;
    }

    // Every caller throws one of its own: an exception that several throw mixes their stacks.
    private static ProviderException Again(ProviderException failure) => new(failure.Failure, failure.Message, failure)
    {
        Code = failure.Code,
        Status = failure.Status,
        RetryAfter = failure.RetryAfter,
    };
}

/// <summary>A token and when it ends.</summary>
internal sealed record BoughtToken(string Value, DateTimeOffset Ends)
{
    /// <summary>When it ends: the value is a secret.</summary>
    public override string ToString() => $"{Ends:O}";
}

/// <summary>How a purchase ended: one of the two.</summary>
internal sealed record TokenOutcome(BoughtToken? Token, ProviderException? Failure);
