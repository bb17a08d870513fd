using System.Collections.Immutable;
using Andamento.Records;

namespace Andamento.Registry;

/// <summary>What is stored of a model. Versions that the operator has installed are not; they are looked up.</summary>
internal sealed record RegisteredModelRecord : IRecord
{
    /// <inheritdoc/>
    public static int NewestSchema => 1;

    /// <inheritdoc/>
    public int SchemaVersion { get; init; } = NewestSchema;

    /// <summary>The model, without what follows from its versions; null when there is none.</summary>
    public RegisteredModel? Model { get; init; }

    /// <summary>The highest number that was ever given to a version.</summary>
    public int LastVersion { get; init; }

    /// <summary>Versions by number.</summary>
    public ImmutableSortedDictionary<int, RegisteredVersion> Versions { get; init; } =
        ImmutableSortedDictionary<int, RegisteredVersion>.Empty;

    /// <summary>The name that the model moves to; null unless it is being renamed.</summary>
    public string? MovingTo { get; init; }
}
