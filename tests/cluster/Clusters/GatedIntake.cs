using Andamento.Registry;

namespace Andamento.Tests.Cluster.Clusters;

/// <summary>A real intake of files, which a test can hold up before it puts a version in place.</summary>
internal sealed class GatedIntake(IModelIntake files) : IModelIntake
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _closed;

    /// <summary>A version waits at the gate; one permit per attempt.</summary>
    public SemaphoreSlim Asked { get; } = new(0);

    /// <summary>From now on nothing gets through, for good.</summary>
    public void Close() => _closed = true;

    public Task<long> ReceivedAsync(string uploadId, CancellationToken cancellationToken) => files.ReceivedAsync(uploadId, cancellationToken);

    public Task<long> AppendAsync(string uploadId, UploadPart part, CancellationToken cancellationToken) =>
        files.AppendAsync(uploadId, part, cancellationToken);

    public Task FlushAsync(string uploadId, CancellationToken cancellationToken) => files.FlushAsync(uploadId, cancellationToken);

    public Task<DateTimeOffset?> LastReceivedAsync(string uploadId, CancellationToken cancellationToken) =>
        files.LastReceivedAsync(uploadId, cancellationToken);

    public Task DiscardAsync(string uploadId, CancellationToken cancellationToken) => files.DiscardAsync(uploadId, cancellationToken);

    public Task SweepAsync(DateTimeOffset silentSince, CancellationToken cancellationToken) => files.SweepAsync(silentSince, cancellationToken);

    public void CheckSource(string source) => files.CheckSource(source);

    public async Task<PublishedModel> PublishAsync(RegisteredVersion version, CancellationToken cancellationToken)
    {
        Asked.Release();
        if (_closed) await _gate.Task.WaitAsync(cancellationToken);
        return await files.PublishAsync(version, cancellationToken);
    }
}
