using System.Collections.Immutable;

namespace Andamento.Registry;

/// <summary>Registers a model.</summary>
[GenerateSerializer, Immutable, Alias("andamento.create-model")]
public sealed record CreateModel
{
    /// <summary>Who asks; becomes the owner.</summary>
    [Id(0)] public required string Caller { get; init; }

    /// <summary>Free text.</summary>
    [Id(1)] public string Description { get; init; } = "";

    /// <summary>Tags.</summary>
    [Id(2)] public ImmutableArray<ModelTag> Tags { get; init; } = [];
}

/// <summary>Changes a model. What is null stays as it is.</summary>
[GenerateSerializer, Immutable, Alias("andamento.update-model")]
public sealed record UpdateModel
{
    /// <summary>Who asks.</summary>
    [Id(0)] public required string Caller { get; init; }

    /// <summary>Free text.</summary>
    [Id(1)] public string? Description { get; init; }

    /// <summary>The new owner.</summary>
    [Id(2)] public string? Owner { get; init; }
}

/// <summary>Makes the next version of a model.</summary>
[GenerateSerializer, Immutable, Alias("andamento.create-model-version")]
public sealed record CreateModelVersion
{
    /// <summary>Who asks.</summary>
    [Id(0)] public required string Caller { get; init; }

    /// <summary>The folder on the server to copy the files from; null to upload them.</summary>
    [Id(1)] public string? Source { get; init; }

    /// <summary>The run it came from.</summary>
    [Id(2)] public string? RunId { get; init; }

    /// <summary>The address of that run.</summary>
    [Id(3)] public string? RunLink { get; init; }

    /// <summary>Free text.</summary>
    [Id(4)] public string Description { get; init; } = "";

    /// <summary>Tags.</summary>
    [Id(5)] public ImmutableArray<ModelTag> Tags { get; init; } = [];
}

/// <summary>Begins the upload of a version's files.</summary>
[GenerateSerializer, Immutable, Alias("andamento.begin-model-upload")]
public sealed record BeginModelUpload
{
    /// <summary>Who asks.</summary>
    [Id(0)] public required string Caller { get; init; }

    /// <summary>The file's name.</summary>
    [Id(1)] public required string FileName { get; init; }

    /// <summary>How many bytes there will be.</summary>
    [Id(2)] public required long Bytes { get; init; }

    /// <summary>Their SHA-256 in hex.</summary>
    [Id(3)] public required string Sha256 { get; init; }

    /// <summary>Names of the columns of a model with one matrix.</summary>
    [Id(4)] public ImmutableArray<string> Columns { get; init; } = [];
}

/// <summary>Sets a tag of a model, or of one of its versions; without a value, removes it.</summary>
[GenerateSerializer, Immutable, Alias("andamento.change-model-tag")]
public sealed record ChangeModelTag
{
    /// <summary>Who asks.</summary>
    [Id(0)] public required string Caller { get; init; }

    /// <summary>The version; null for the model itself.</summary>
    [Id(1)] public int? Version { get; init; }

    /// <summary>The key.</summary>
    [Id(2)] public required string Key { get; init; }

    /// <summary>The value; null to remove the tag.</summary>
    [Id(3)] public string? Value { get; init; }
}

/// <summary>Gives an alias to a version; without one, removes the alias.</summary>
[GenerateSerializer, Immutable, Alias("andamento.change-model-alias")]
public sealed record ChangeModelAlias
{
    /// <summary>Who asks.</summary>
    [Id(0)] public required string Caller { get; init; }

    /// <summary>The alias.</summary>
    [Id(1)] public required string Alias { get; init; }

    /// <summary>The version; null to remove the alias.</summary>
    [Id(2)] public int? Version { get; init; }
}

/// <summary>Moves a version to a stage.</summary>
[GenerateSerializer, Immutable, Alias("andamento.change-model-stage")]
public sealed record ChangeModelStage
{
    /// <summary>Who asks.</summary>
    [Id(0)] public required string Caller { get; init; }

    /// <summary>The version.</summary>
    [Id(1)] public required int Version { get; init; }

    /// <summary>The stage.</summary>
    [Id(2)] public required ModelStage Stage { get; init; }

    /// <summary>Whether versions that are in the stage go to the archive.</summary>
    [Id(3)] public bool ArchiveOthers { get; init; }
}

/// <summary>All that is known of a model, on its way to another name.</summary>
/// <param name="Model">The model, still under its old name.</param>
/// <param name="LastVersion">The highest number that was ever given.</param>
/// <param name="Versions">Its versions.</param>
/// <param name="Caller">Who asks.</param>
[GenerateSerializer, Immutable, Alias("andamento.model-move")]
public sealed record ModelMove(
    [property: Id(0)] RegisteredModel Model, [property: Id(1)] int LastVersion,
    [property: Id(2)] ImmutableArray<RegisteredVersion> Versions, [property: Id(3)] string Caller);
