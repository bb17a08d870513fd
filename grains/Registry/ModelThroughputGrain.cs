using System.Globalization;
using Andamento.Records;
using Orleans.Concurrency;

namespace Andamento.Registry;

/// <summary>What a replica of one version measured.</summary>
internal sealed record ModelThroughputRecord : IRecord
{
    /// <inheritdoc/>
    public static int NewestSchema => 1;

    /// <inheritdoc/>
    public int SchemaVersion { get; init; } = NewestSchema;

    /// <summary>The id of the version that was measured: a name may be given again, to other files.</summary>
    public string VersionId { get; init; } = "";

    /// <summary>Tokens per second of one replica; null before any was deployed.</summary>
    public double? TokensPerSecond { get; init; }
}

[Reentrant] // Reading the registry holds up nobody. Safe: Stored admits one writer.
internal sealed class ModelThroughputGrain : Grain, IModelThroughputGrain
{
    private readonly Stored<ModelThroughputRecord> _record;

    public ModelThroughputGrain([PersistentState("model-throughput", StorageNames.Relaxed)] IPersistentState<ModelThroughputRecord> storage) =>
        _record = new(storage, DeactivateOnIdle);

    public async Task<ModelThroughput?> DescribeAsync(CancellationToken cancellationToken)
    {
        if (await FindAsync(cancellationToken) is { } version) return OptimizableModels.Describe(version, Measured(version));
        DeactivateOnIdle();
        return null;
    }

    public async Task NoteAsync(double tokensPerSecond, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(tokensPerSecond);
        if (await FindAsync(cancellationToken) is not { } version) return;
        using var writing = await _record.EnterAsync(cancellationToken);
        if (Measured(version) is null)
            await _record.WriteAsync(_record.Current with { VersionId = version.Id, TokensPerSecond = tokensPerSecond });
    }

    private double? Measured(RegisteredVersion version) =>
        _record.Current.VersionId == version.Id ? _record.Current.TokensPerSecond : null;

    private async Task<RegisteredVersion?> FindAsync(CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyString();
        var cut = key.LastIndexOf('/');
        return int.TryParse(key.AsSpan(cut + 1), NumberStyles.None, null, out var version)
            ? await GrainFactory.GetGrain<IRegisteredModelGrain>(key[..cut]).DescribeVersionAsync(version, cancellationToken)
            : null;
    }
}
