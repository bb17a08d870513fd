using System.Collections.Immutable;

namespace Andamento.Providers;

/// <summary>
/// An adapter whose provider takes less in one call than a caller may ask for: fewer texts, one prompt, no stream.
/// <c>Http/ProviderClient</c> looks for it, sends the parts with bounded parallelism, all or nothing, and puts their
/// answers together.
/// </summary>
public interface ISplitsCalls
{
    /// <summary>
    /// The calls that together answer this one, in the order of their answers; the call itself where it fits. For a
    /// stream that the provider cannot give, calls that do not stream: their answer is then replayed as one.
    /// </summary>
    /// <exception cref="ProviderException">The body asks for something that cannot be asked in parts either.</exception>
    ImmutableArray<ProviderCall> Split(ProviderCall call, ProviderTarget target);
}
