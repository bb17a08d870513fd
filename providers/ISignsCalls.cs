namespace Andamento.Providers;

/// <summary>
/// An adapter whose provider wants every call signed. <c>Http/ProviderClient</c> looks for it, and has each attempt signed
/// anew, right before it is sent.
/// </summary>
public interface ISignsCalls
{
    /// <summary>Signs a call by adding headers to it.</summary>
    /// <param name="request">The call, otherwise complete.</param>
    /// <param name="body">The bytes of its body.</param>
    /// <param name="target">Where it goes, and with which credentials.</param>
    /// <param name="token">What was bought to sign with, where the adapter is one that <see cref="INeedsToken"/>; else null.</param>
    /// <param name="now">The time of the attempt. Where the provider's clock is another, it is tried once more by that.</param>
    void Sign(HttpRequestMessage request, ReadOnlyMemory<byte> body, ProviderTarget target, string? token, DateTimeOffset now);

    /// <summary>Whether a refusal with 403 says that what was bought to sign with has ended before its time.</summary>
    bool HasExpired(HttpResponseMessage refusal);
}
