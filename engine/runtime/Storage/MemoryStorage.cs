using Orleans.Storage;

namespace Orleans.Standin;

/// <summary>States in the memory of the cluster: grains keep them, so they outlive the activations they belong to.</summary>
internal sealed class MemoryStorage(string name, GrainFactory grains, IGrainStorageSerializer serializer) : IGrainStorage
{
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var record = await Shelf(grainId).Read(Key(stateName, grainId));
        grainState.ETag = record?.ETag;
        grainState.RecordExists = record is not null;
        grainState.State = record is null ? default : serializer.Deserialize<T>(new BinaryData(record.Content));
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var content = serializer.Serialize(grainState.State).ToArray();
        grainState.ETag = await Shelf(grainId).Write(Key(stateName, grainId), content, grainState.ETag);
        grainState.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await Shelf(grainId).Clear(Key(stateName, grainId), grainState.ETag);
        grainState.ETag = null;
        grainState.RecordExists = false;
        grainState.State = default;
    }

    private string Key(string stateName, GrainId grainId) => $"{name}/{stateName}/{grainId}";

    private IMemoryShelf Shelf(GrainId grainId) => grains.GetGrain<IMemoryShelf>(grainId.GetUniformHashCode() % 10);
}

[GenerateSerializer, Immutable]
internal sealed record MemoryRecord([property: Id(0)] byte[] Content, [property: Id(1)] string ETag);

internal interface IMemoryShelf : IGrainWithIntegerKey
{
    Task<MemoryRecord?> Read(string key);

    Task<string> Write(string key, [Immutable] byte[] content, string? etag);

    Task Clear(string key, string? etag);
}

[KeepAlive]
internal sealed class MemoryShelfGrain : Grain, IMemoryShelf
{
    private readonly Dictionary<string, MemoryRecord> _records = [];
    private long _writes;

    public Task<MemoryRecord?> Read(string key) => Task.FromResult(_records.GetValueOrDefault(key));

    public Task<string> Write(string key, byte[] content, string? etag)
    {
        Check(key, etag);
        var next = $"{++_writes}";
        _records[key] = new MemoryRecord(content, next);
        return Task.FromResult(next);
    }

    public Task Clear(string key, string? etag)
    {
        Check(key, etag);
        _records.Remove(key);
        return Task.CompletedTask;
    }

    private void Check(string key, string? etag)
    {
        var stored = _records.GetValueOrDefault(key)?.ETag;
        if (stored != etag)
        {
            throw new InconsistentStateException($"The state {key} was written by somebody else.", stored, etag);
        }
    }
}
