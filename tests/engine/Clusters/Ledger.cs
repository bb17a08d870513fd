using System.Collections.Concurrent;
using System.Text.Json;
using Orleans.Storage;

namespace Andamento.Tests.Engine.Clusters;

/// <summary>A store of our own, as a database would be: it keeps bytes, checks ETags and outlives the silos.</summary>
public sealed class Ledger : IGrainStorage
{
    private readonly ConcurrentDictionary<string, (string ETag, string Json)> _records = new(StringComparer.Ordinal);

    /// <summary>The record that cannot be written for now.</summary>
    public string? Jammed { get; set; }

    public IEnumerable<string> Records => _records.Keys;

    public void Replace(string record, string json) => _records[record] = (Key.New(), json);

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var exists = _records.TryGetValue(Name(stateName, grainId), out var record);
        grainState.RecordExists = exists;
        grainState.ETag = exists ? record.ETag : null;
        grainState.State = exists ? JsonSerializer.Deserialize<T>(record.Json)! : Activator.CreateInstance<T>();
        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (Name(stateName, grainId) == Jammed) throw new IOException("the store is jammed");
        lock (_records)
        {
            Check(stateName, grainId, grainState);
            var record = (ETag: Key.New(), Json: JsonSerializer.Serialize(grainState.State));
            _records[Name(stateName, grainId)] = record;
            (grainState.ETag, grainState.RecordExists) = (record.ETag, true);
        }

        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        lock (_records)
        {
            Check(stateName, grainId, grainState);
            _records.TryRemove(Name(stateName, grainId), out _);
            (grainState.ETag, grainState.RecordExists, grainState.State) = (null, false, Activator.CreateInstance<T>());
        }

        return Task.CompletedTask;
    }

    public static string Name(string stateName, GrainId grainId) => $"{stateName}/{grainId}";

    private void Check<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var stored = _records.TryGetValue(Name(stateName, grainId), out var record) ? record.ETag : null;
        if (stored != grainState.ETag)
        {
            throw new InconsistentStateException("Somebody else has written this record.", stored, grainState.ETag);
        }
    }
}
