namespace Andamento.Providers;

/// <summary>
/// An adapter that may ask for more than some servers know. <c>Http/ProviderClient</c> shows it each refusal, and makes the call
/// once more where that taught something.
/// </summary>
public interface ILearnsFromRefusals
{
    /// <summary>Learns from a refusal; what was learned is kept in the memory of the target.</summary>
    /// <returns>True when the same call may pass now.</returns>
    bool Learn(ProviderException refused, ProviderCall call, ProviderTarget target);

    /// <summary>The call did not pass for all that: what it taught may have been a caller's own words, repeated.</summary>
    void Forget(ProviderTarget target);
}
