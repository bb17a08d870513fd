using Andamento.Providers;

namespace Andamento.ServedEntities;

/// <summary>
/// When the requests of one served entity are sent a second time. What limits it is earned by requests, so that a provider
/// which is slow for everybody gets little more to do; and a second request takes a slot like any other.
/// </summary>
internal sealed class Hedge : IHedge
{
    private const int Whole = 100; // a second request, in the percent that each request earns
    private const int Most = 10 * Whole;

    private readonly ServedEntityOptions _options;
    private readonly CallSlots _slots;
    private readonly Circuit _circuit;
    private int _earned = Most;

    private Hedge(TimeSpan after, ServedEntityOptions options, CallSlots slots, Circuit circuit)
    {
        After = after;
        (_options, _slots, _circuit) = (options, slots, circuit);
    }

    /// <summary>The hedge of an endpoint's entity, or null where its requests are sent once.</summary>
    public static Hedge? Of(string endpoint, ServedEntityOptions options, CallSlots slots, Circuit circuit) =>
        options.HedgeAfter.TryGetValue(endpoint, out var after) || options.HedgeAfter.TryGetValue("*", out after)
            ? new(after, options, slots, circuit)
            : null;

    /// <inheritdoc/>
    public TimeSpan After { get; }

    /// <summary>A request begins, and earns its part.</summary>
    public Hedge Called()
    {
        if (Volatile.Read(ref _earned) < Most) Interlocked.Add(ref _earned, _options.HedgePercent);
        return this;
    }

    /// <inheritdoc/>
    public bool TryBegin()
    {
        if (!_circuit.IsClosed || !_slots.TryTake()) return false;

        if (Interlocked.Add(ref _earned, -Whole) >= 0) return true;

        Interlocked.Add(ref _earned, Whole);
        _slots.GiveBack();
        return false;
    }

    /// <inheritdoc/>
    public void End() => _slots.GiveBack();
}
