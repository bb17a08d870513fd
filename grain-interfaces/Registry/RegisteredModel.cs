using System.Collections.Immutable;

namespace Andamento.Registry;

/// <summary>A registered model, without its versions' files.</summary>
[GenerateSerializer, Immutable, Alias("andamento.registered-model-details")]
public sealed record RegisteredModel
{
    /// <summary>The owner of models that come with an installation: only administrators act for it.</summary>
    public const string Operator = "system";

    /// <summary>The full name.</summary>
    [Id(0)] public required string FullName { get; init; }

    /// <summary>The id, 32 lower-case hex digits; empty for a model that is nothing but folders. A re-created name gets another.</summary>
    [Id(1)] public required string Id { get; init; }

    /// <summary>Who may change it, besides administrators.</summary>
    [Id(2)] public required string Owner { get; init; }

    /// <summary>Who made it.</summary>
    [Id(3)] public required string CreatedBy { get; init; }

    /// <summary>When it was made.</summary>
    [Id(4)] public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who last changed it.</summary>
    [Id(5)] public required string UpdatedBy { get; init; }

    /// <summary>When it, or a version of it, last changed.</summary>
    [Id(6)] public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Counts every change of the record, from 1; 0 for a model that is nothing but folders.</summary>
    [Id(7)] public required long Revision { get; init; }

    /// <summary>Free text.</summary>
    [Id(8)] public string Description { get; init; } = "";

    /// <summary>Tags, by key.</summary>
    [Id(9)] public ImmutableArray<ModelTag> Tags { get; init; } = [];

    /// <summary>Aliases, by name.</summary>
    [Id(10)] public ImmutableArray<ModelAlias> Aliases { get; init; } = [];

    /// <summary>The newest version of each stage, in the order of the stages.</summary>
    [Id(11)] public ImmutableArray<RegisteredVersion> LatestVersions { get; init; } = [];

    /// <summary>Which versions there are, and the runs they came from, newest first.</summary>
    [Id(12)] public ImmutableArray<VersionRun> Runs { get; init; } = [];

    /// <summary>Whether a version waits for its files, so that the model has something to look after.</summary>
    [Id(13)] public bool HasUnfinished { get; init; }

    /// <summary>What an order goes by, in Unix milliseconds; 0 for the order by name.</summary>
    public long TimeBy(ModelOrder order) => order switch
    {
        ModelOrder.Updated => UpdatedAt.ToUnixTimeMilliseconds(),
        ModelOrder.Created => CreatedAt.ToUnixTimeMilliseconds(),
        _ => 0,
    };
}

/// <summary>A version and the run it came from.</summary>
/// <param name="Version">The version.</param>
/// <param name="RunId">The run's id, or null.</param>
[GenerateSerializer, Immutable, Alias("andamento.model-version-run")]
public sealed record VersionRun([property: Id(0)] int Version, [property: Id(1)] string? RunId);

/// <summary>A tag of a model or of a version.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">The value; may be empty.</param>
[GenerateSerializer, Immutable, Alias("andamento.model-tag")]
public sealed record ModelTag([property: Id(0)] string Key, [property: Id(1)] string Value);

/// <summary>A name for a version that can be given to another.</summary>
/// <param name="Name">The name.</param>
/// <param name="Version">The version.</param>
[GenerateSerializer, Immutable, Alias("andamento.model-alias")]
public sealed record ModelAlias([property: Id(0)] string Name, [property: Id(1)] int Version);
