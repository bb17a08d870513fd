namespace Andamento.Replicas;

/// <summary>What callers said that they wait for. What one said a while ago does not count: it would have said it again.</summary>
internal sealed class ReplicaDemands(TimeProvider time)
{
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(3);

    private readonly Dictionary<Guid, (int Waiting, long At)> _callers = [];
    private bool _asked;

    /// <summary>Notes what a caller says.</summary>
    public void Note(ReplicaDemand demand)
    {
        _asked = true;
        _callers[demand.Caller] = (demand.Waiting, time.GetTimestamp());
    }

    /// <summary>Requests that wait, of all callers; and whether anyone asked since this was last called.</summary>
    public (int Waiting, bool Asked) Take()
    {
        foreach (var (caller, said) in _callers)
        {
            if (time.GetElapsedTime(said.At) > Memory) _callers.Remove(caller); // removing does not disturb the enumeration
        }

        var asked = _asked;
        _asked = false;
        return (_callers.Values.Sum(said => said.Waiting), asked);
    }
}
