namespace Andamento.Api.Routing;

/// <summary>
/// Which entities one request may ask, in order: the one that the draw or the path gives, then, with fallback, the others
/// as they stand in the list, each once (data-plane contract, section 9). Percentages play no part in that order.
/// </summary>
/// <param name="First">The index of the entity that is asked first.</param>
/// <param name="Fallbacks">How many others may be asked after it.</param>
internal readonly record struct RoutePlan(int First, int Fallbacks)
{
    /// <summary>The most entities that are asked after the first.</summary>
    public const int MaxFallbacks = 2;

    /// <summary>The entity of an attempt, as an index.</summary>
    /// <param name="attempt">0 to <see cref="Fallbacks"/>.</param>
    public int Entity(int attempt) => attempt switch
    {
        0 => First,
        _ when attempt <= First => attempt - 1, // the list, but for the first
        _ => attempt,
    };
}
