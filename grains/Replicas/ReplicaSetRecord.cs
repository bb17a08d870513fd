using System.Collections.Immutable;
using Andamento.Records;

namespace Andamento.Replicas;

/// <summary>
/// What must be known of a replica set when its silo is gone: which replicas it has, that it sleeps, and whether loading its model
/// ends processes.
/// </summary>
internal sealed record ReplicaSetRecord : IRecord
{
    /// <inheritdoc/>
    public static int NewestSchema => 1;

    /// <inheritdoc/>
    public int SchemaVersion { get; init; } = NewestSchema;

    /// <summary>What its replicas need; part of their keys.</summary>
    public Accelerator Accelerator { get; init; }

    /// <summary>A replica was ready once.</summary>
    public bool Deployed { get; init; }

    /// <summary>The replicas. Each is here before it starts, and until it is unloaded.</summary>
    public ImmutableArray<ReplicaMember> Members { get; init; } = [];

    /// <summary>Loads in a row that ended without an outcome, so with their silo.</summary>
    public int Crashes { get; init; }

    /// <summary>When the last of them was found.</summary>
    public DateTimeOffset CrashedAt { get; init; }

    /// <summary>True for a set that nobody ensured, or that was released.</summary>
    public bool IsEmpty => !Deployed && Members.IsEmpty;

    /// <summary>Compares what it holds.</summary>
    public bool Says(ReplicaSetRecord other) => Members.SequenceEqual(other.Members) && this == other with { Members = Members };
}

/// <summary>One replica of a set.</summary>
/// <param name="Ordinal">Which one, from 0.</param>
/// <param name="Concurrency">Requests that it runs at once.</param>
internal sealed record ReplicaMember(int Ordinal, int Concurrency)
{
    /// <summary>It was told to load, and nothing has come of it yet.</summary>
    public bool Starting { get; init; }

    /// <summary>The set does without it: it takes no new requests, and goes when it has none.</summary>
    public bool Leaving { get; init; }
}
