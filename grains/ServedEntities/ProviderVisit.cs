using Andamento.Providers;
using Andamento.Serving;

namespace Andamento.ServedEntities;

/// <summary>One request at the provider: its slot, and what its end tells the circuit.</summary>
internal sealed class ProviderVisit(CallSlots slots, Circuit circuit, bool trying) : IDisposable
{
    private bool _ended;

    /// <summary>The answer is complete.</summary>
    public void Answered()
    {
        _ended = true;
        circuit.Answered(trying);
    }

    /// <summary>The provider failed; gives what to throw.</summary>
    public ServingException Failed(ProviderException failed)
    {
        _ended = true;
        var failure = ServingFailures.From(failed);
        if (ServingFailures.IsOfProvider(failed.Failure)) circuit.Failed(trying, failure);
        else circuit.Answered(trying);
        return failure;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_ended) circuit.Left(trying);
        slots.GiveBack();
    }
}
