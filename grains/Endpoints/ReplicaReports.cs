using Andamento.Replicas;

namespace Andamento.Endpoints;

/// <summary>What replicas reported, as far as memory keeps it: a line when the state or the message changed.</summary>
internal sealed class ReplicaReports
{
    private const int MaxLines = 200;
    private const int MaxEntities = 64;

    private readonly Dictionary<string, Queue<Report>> _reports = new(StringComparer.Ordinal);
    private readonly Queue<string> _oldest = new();

    /// <summary>Notes a report unless it says the same as the one before.</summary>
    /// <param name="key">The entity's key.</param>
    /// <param name="status">What was reported.</param>
    /// <param name="now">The time.</param>
    public void Note(string key, ReplicaSetStatus status, DateTimeOffset now)
    {
        if (!_reports.TryGetValue(key, out var lines)) lines = Add(key);
        if (lines.LastOrDefault() is { } last && last.State == status.State && last.Message == status.Message) return;

        if (lines.Count == MaxLines) lines.Dequeue();
        lines.Enqueue(new(now, status.State, status.Message));
    }

    /// <summary>The reports about an entity, oldest first.</summary>
    public IEnumerable<Report> Of(string key) => _reports.GetValueOrDefault(key) ?? Enumerable.Empty<Report>();

    private Queue<Report> Add(string key)
    {
        if (_oldest.Count == MaxEntities) _reports.Remove(_oldest.Dequeue());
        _oldest.Enqueue(key);
        return _reports[key] = new();
    }

    /// <summary>One report.</summary>
    internal sealed record Report(DateTimeOffset At, ReplicaState State, string Message);
}
