namespace Andamento.Registry;

/// <summary>
/// How many tokens per second one replica of a model version gives: measured when it is first deployed, and kept. The key is
/// that of <see cref="KeyOf"/>.
/// </summary>
[Alias("andamento.model-throughput")]
public interface IModelThroughputGrain : IGrainWithStringKey
{
    /// <summary>Says whether throughput can be provisioned for the version, and in which steps.</summary>
    /// <returns>Null when there is no such model or version.</returns>
    [Alias("describe")]
    Task<ModelThroughput?> DescribeAsync(CancellationToken cancellationToken);

    /// <summary>Keeps what a replica measured. The first measurement of a version stays: what was sold in its steps must not change.</summary>
    /// <param name="tokensPerSecond">More than 0.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Alias("note")]
    Task NoteAsync(double tokensPerSecond, CancellationToken cancellationToken);

    /// <summary>The key of a version's grain.</summary>
    static string KeyOf(string model, string version) => $"{model}/{version}";
}

/// <summary>Whether throughput can be provisioned for a model version.</summary>
[GenerateSerializer, Immutable, Alias("andamento.model-throughput-description")]
public sealed record ModelThroughput
{
    /// <summary>Its architecture; null when throughput cannot be provisioned for it.</summary>
    [Id(0)] public string? ModelType { get; init; }

    /// <summary>Tokens per second of one replica; throughput is provisioned in multiples of it.</summary>
    [Id(1)] public int ChunkSize { get; init; }

    /// <summary>True when a replica has measured it; else it is estimated from the size of the files.</summary>
    [Id(2)] public bool Measured { get; init; }

    /// <summary>Why throughput cannot be provisioned, for a caller; empty when it can.</summary>
    [Id(3)] public string WhyNot { get; init; } = "";

    /// <summary>Whether throughput can be provisioned.</summary>
    public bool Optimizable => ModelType is not null;
}
