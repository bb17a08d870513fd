namespace Orleans.Standin;

internal enum StreamStatus : byte
{
    /// <summary>Nothing yet: ask again.</summary>
    Waiting,
    Items,
    Ended,
    Failed,
    Cancelled,
    Unknown,
}

/// <summary>What one question brought: items, and whether there will be more.</summary>
[GenerateSerializer]
internal sealed class StreamChunk
{
    [Id(0)]
    public StreamStatus Status { get; init; }

    /// <summary>An array of the stream's item type.</summary>
    [Id(1)]
    public object? Items { get; init; }

    [Id(2)]
    public Exception? Failure { get; init; }

    /// <summary>These are the last items.</summary>
    [Id(3)]
    public bool IsLast { get; init; }
}

/// <summary>The producing half of streams. Its methods interleave, because a stream lasts longer than any request.</summary>
internal interface IStreamExtension : IGrainExtension
{
    [AlwaysInterleave]
    Task<StreamChunk> Open(Guid id, Call call, int batchSize, CancellationToken token);

    [AlwaysInterleave]
    Task<StreamChunk> Next(Guid id, CancellationToken token);

    [AlwaysInterleave]
    Task Close(Guid id);
}

internal sealed class StreamExtension(Activation activation) : IStreamExtension
{
    private readonly Dictionary<Guid, StreamSource> _open = [];

    public bool IsBusy => _open.Count > 0;

    public async Task<StreamChunk> Open(Guid id, Call call, int batchSize, CancellationToken token)
    {
        var cancellation = new CancellationTokenSource();
        call.SetToken(cancellation.Token);
        var source = call.Method.OpenSource(call, activation.GrainInstance!, batchSize, cancellation);
        _open.Add(id, source);
        return await Ask(id, source, token);
    }

    public Task<StreamChunk> Next(Guid id, CancellationToken token) => _open.TryGetValue(id, out var source)
        ? Ask(id, source, token)
        : Task.FromResult(new StreamChunk { Status = StreamStatus.Unknown });

    public async Task Close(Guid id)
    {
        if (_open.Remove(id, out var source))
        {
            await source.DisposeAsync();
        }
    }

    /// <summary>The activation ends: producers are told, consumers learn it from their next question.</summary>
    public void Abort()
    {
        foreach (var source in _open.Values)
        {
            source.Abort();
        }

        _open.Clear();
    }

    /// <summary>Closes streams whose consumer has not asked for this long.</summary>
    public void CloseAbandoned(TimeSpan limit)
    {
        foreach (var (id, source) in _open.ToList())
        {
            if (source.IdleFor > limit)
            {
                _ = Close(id);
            }
        }
    }

    private async Task<StreamChunk> Ask(Guid id, StreamSource source, CancellationToken token)
    {
        // Half of the caller's patience: it gets an answer, even if that is "not yet".
        var chunk = await source.Next(activation.Silo.ResponseTimeout / 2, activation.Silo.Time, token);
        if (chunk.IsLast || chunk.Status is StreamStatus.Ended or StreamStatus.Failed or StreamStatus.Cancelled)
        {
            _open.Remove(id);
            await source.DisposeAsync();
        }

        return chunk;
    }
}
