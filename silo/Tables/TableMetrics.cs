using System.Diagnostics.Metrics;

namespace Andamento.Silo.Tables;

/// <summary>What became of rows. Tags are few: never a table, of which anyone may make one.</summary>
internal sealed class TableMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Andamento.Tables";

    private readonly Meter _meter;
    private readonly Counter<long> _written;
    private readonly Counter<long> _lost;

    public TableMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _written = _meter.CreateCounter<long>("andamento.tables.rows.written", "{row}", "Rows handed to the system.");
        _lost = _meter.CreateCounter<long>("andamento.tables.rows.lost", "{row}", "Rows that are in no table, by reason.");
    }

    /// <summary>Rows were written.</summary>
    public void Written(int count) => _written.Add(count);

    /// <summary>There was no room for a row.</summary>
    public void Dropped() => _lost.Add(1, new KeyValuePair<string, object?>("reason", "full"));

    /// <summary>Rows could not be written.</summary>
    public void Failed(int count) => _lost.Add(count, new KeyValuePair<string, object?>("reason", "failed"));

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();
}
