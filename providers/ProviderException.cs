namespace Andamento.Providers;

/// <summary>A provider cannot, or would not, do what was asked. The message is fit for the caller: no secret is in it.</summary>
public sealed class ProviderException : Exception
{
    /// <summary>Creates the exception.</summary>
    public ProviderException(ProviderFailure failure, string message, Exception? cause = null)
        : base(message, cause) => Failure = failure;

    /// <summary>What happened.</summary>
    public ProviderFailure Failure { get; }

    /// <summary>A finer code, for example <c>context_length_exceeded</c>; null for none.</summary>
    public string? Code { get; init; }

    /// <summary>The field at fault, or null.</summary>
    public string? Param { get; init; }

    /// <summary>The provider's HTTP status, or null when it did not answer.</summary>
    public int? Status { get; init; }

    /// <summary>When the provider wants to be asked again, or null.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the provider itself says that trying again helps; null when it does not say.</summary>
    internal bool? ShouldRetry { get; init; }
}

/// <summary>What happened to a call.</summary>
public enum ProviderFailure
{
    /// <summary>The provider cannot do what the body asks for; it was not called.</summary>
    Unsupported,

    /// <summary>
    /// It found fault with the request: 400, 413, 422 and the like. Also when the operator's rules forbid its address.
    /// </summary>
    Refused,

    /// <summary>It did not accept the credentials: 401, 403.</summary>
    Authentication,

    /// <summary>It does not know the model: 404.</summary>
    ModelNotFound,

    /// <summary>It limits its callers, by rate or by money: 429, 402.</summary>
    Limited,

    /// <summary>It failed, or what it sent is no answer.</summary>
    Failed,

    /// <summary>It is overloaded, down or busy with a conflicting call: 503, 529, 409.</summary>
    Unavailable,

    /// <summary>Nobody answered at its address.</summary>
    Unreachable,

    /// <summary>It did not answer in time, by our clock or by its own: 408, 504.</summary>
    TimedOut,

    /// <summary>The request came through too many gateways already: they call each other. Nobody was called.</summary>
    Looped,
}
