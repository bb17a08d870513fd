namespace Andamento.Providers;

/// <summary>
/// Lets a call be sent a second time while nothing of its first response has come: tail latency for double cost
/// (Dean and Barroso, The Tail at Scale, 2013). Safe for concurrent use.
/// </summary>
public interface IHedge
{
    /// <summary>How long the first response may take to begin.</summary>
    TimeSpan After { get; }

    /// <summary>Asks to send one more request. Where it may, <see cref="End"/> follows.</summary>
    bool TryBegin();

    /// <summary>One of the two requests is left: the other is answered or given up.</summary>
    void End();
}
