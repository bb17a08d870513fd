using System.Collections.Immutable;
using Andamento.Serving;

namespace Andamento.Registry;

/// <summary>The files of one version of a registered model, for who serves it. They never change.</summary>
[GenerateSerializer, Immutable, Alias("andamento.model-version")]
public sealed record ModelVersion
{
    /// <summary>The full name, <c>catalog.schema.model</c>, when this was read.</summary>
    [Id(0)] public required string FullName { get; init; }

    /// <summary>The version, a decimal number from 1.</summary>
    [Id(1)] public required string Version { get; init; }

    /// <summary>What it does.</summary>
    [Id(2)] public required ServingTask Task { get; init; }

    /// <summary>Its files, relative to the version's folder, with what proves them whole.</summary>
    [Id(3)] public required ImmutableArray<ModelFile> Files { get; init; }

    /// <summary>Where the registry put them, 32 hex digits; null for a version that the operator put into a folder.</summary>
    [Id(4)] public string? StoredAs { get; init; }
}

/// <summary>One file of a model version.</summary>
/// <param name="Path">Relative, with forward slashes, never leading out of the folder.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Lower-case hex.</param>
[GenerateSerializer, Immutable, Alias("andamento.model-file")]
public sealed record ModelFile([property: Id(0)] string Path, [property: Id(1)] long Bytes, [property: Id(2)] string Sha256);
