using Andamento.Providers.Http;

namespace Andamento.Providers;

/// <summary>
/// An adapter whose provider is called with a token that must be bought first. <c>Http/ProviderClient</c> looks for it,
/// buys the token once for all calls that share it, renews it before it ends, and puts it on every call, or has every call
/// signed with it where the adapter <see cref="ISignsCalls"/>.
/// </summary>
public interface INeedsToken
{
    /// <summary>What to buy for a target; null where its calls carry their credentials themselves.</summary>
    /// <exception cref="ProviderException">The settings cannot be used to buy one.</exception>
    TokenPurchase? Token(ProviderTarget target);
}

/// <summary>How a token is bought.</summary>
/// <param name="Key">The same for calls that may share a token, and for no others. It holds no secret.</param>
/// <param name="Ask">
/// Builds the call that buys it, at the time given.
/// </param>
public sealed record TokenPurchase(string Key, Func<DateTimeOffset, HttpRequestMessage> Ask)
{
    /// <summary>How the answer is read. The default is an OAuth 2 token response.</summary>
    internal ITokenAnswer Answer { get; init; } = OAuthAnswer.Instance;

    /// <summary>The key alone, since the call holds a secret.</summary>
    public override string ToString() => Key;
}
