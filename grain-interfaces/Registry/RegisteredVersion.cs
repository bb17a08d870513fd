using System.Collections.Immutable;
using Andamento.Serving;

namespace Andamento.Registry;

/// <summary>One version of a registered model. Its source and its files never change; words about it may.</summary>
[GenerateSerializer, Immutable, Alias("andamento.registered-version")]
public sealed record RegisteredVersion
{
    /// <summary>The model's full name.</summary>
    [Id(0)] public required string FullName { get; init; }

    /// <summary>Counts up from 1 within the model; a number is never given twice.</summary>
    [Id(1)] public required int Version { get; init; }

    /// <summary>The id, 32 lower-case hex digits; its files lie under it. Empty for a version that the operator put into a folder.</summary>
    [Id(2)] public required string Id { get; init; }

    /// <summary>Whether it can be served.</summary>
    [Id(3)] public required VersionStatus Status { get; init; }

    /// <summary>What it waits for, or why it failed; empty when all is well.</summary>
    [Id(4)] public string StatusMessage { get; init; } = "";

    /// <summary>The folder that its files are copied from, or what people are told of their origin; null for none.</summary>
    [Id(5)] public string? Source { get; init; }

    /// <summary>The run it came from, or null.</summary>
    [Id(6)] public string? RunId { get; init; }

    /// <summary>The address of that run, or null.</summary>
    [Id(7)] public string? RunLink { get; init; }

    /// <summary>Free text.</summary>
    [Id(8)] public string Description { get; init; } = "";

    /// <summary>How far the version has come, in the workspace registry's words.</summary>
    [Id(9)] public ModelStage Stage { get; init; }

    /// <summary>Tags, by key.</summary>
    [Id(10)] public ImmutableArray<ModelTag> Tags { get; init; } = [];

    /// <summary>The model's aliases for this version.</summary>
    [Id(11)] public ImmutableArray<string> Aliases { get; init; } = [];

    /// <summary>Who made it.</summary>
    [Id(12)] public required string CreatedBy { get; init; }

    /// <summary>When it was made.</summary>
    [Id(13)] public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who last changed it.</summary>
    [Id(14)] public required string UpdatedBy { get; init; }

    /// <summary>When it last changed.</summary>
    [Id(15)] public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>What it does; meaningless until it is ready.</summary>
    [Id(16)] public ServingTask Task { get; init; }

    /// <summary>Its files; none until it is ready.</summary>
    [Id(17)] public ImmutableArray<ModelFile> Files { get; init; } = [];

    /// <summary>The upload of its files, while there is one.</summary>
    [Id(18)] public ModelUpload? Upload { get; init; }

    /// <summary>Its architecture, such as <c>llama</c>; null when nobody said so, or it is not ready.</summary>
    [Id(19)] public string? ModelType { get; init; }

    /// <summary>Where task and architecture were read, for people; null when they were written by hand.</summary>
    [Id(20)] public string? Origin { get; init; }

    /// <summary>The version of MLflow that logged it; null where none did, or it does not say.</summary>
    [Id(21)] public string? MlflowVersion { get; init; }

    /// <summary>True for a version that the operator put into a folder: nothing about it can be changed here.</summary>
    public bool IsInstalled => Id.Length == 0;

    /// <summary>True when its files are on this side and only have to be checked and put in place.</summary>
    public bool IsFinishing =>
        Status is VersionStatus.Pending && (Upload is { Complete: true } || (Upload is null && Source is not null));
}

/// <summary>Whether a version can be served.</summary>
public enum VersionStatus
{
    /// <summary>Its files are not here yet, or not checked.</summary>
    Pending,

    /// <summary>It can be served.</summary>
    Ready,

    /// <summary>Its files were no model. This is the end of this version; another one can be made.</summary>
    Failed,
}

/// <summary>How far a version has come, in the workspace registry's words.</summary>
public enum ModelStage
{
    /// <summary>Nowhere yet.</summary>
    None,

    /// <summary>Being tried.</summary>
    Staging,

    /// <summary>In use.</summary>
    Production,

    /// <summary>No longer in use.</summary>
    Archived,
}

/// <summary>The upload of a version's files: one archive, or one model file.</summary>
[GenerateSerializer, Immutable, Alias("andamento.model-upload")]
public sealed record ModelUpload
{
    /// <summary>The id, 32 lower-case hex digits. Bytes that are late for an upload that was given up never reach another.</summary>
    [Id(0)] public required string Id { get; init; }

    /// <summary>The file's name; its ending says how it is read.</summary>
    [Id(1)] public required string FileName { get; init; }

    /// <summary>How many bytes there will be.</summary>
    [Id(2)] public required long Bytes { get; init; }

    /// <summary>Their SHA-256, lower-case hex.</summary>
    [Id(3)] public required string Sha256 { get; init; }

    /// <summary>Names of the columns of a model with one matrix, for a model that brings no <c>model.json</c>.</summary>
    [Id(4)] public ImmutableArray<string> Columns { get; init; } = [];

    /// <summary>When it was begun.</summary>
    [Id(5)] public required DateTimeOffset StartedAt { get; init; }

    /// <summary>True once the caller has said that all bytes are here.</summary>
    [Id(6)] public bool Complete { get; init; }

    /// <summary>The key of the grain that takes its bytes.</summary>
    public string KeyOf(string fullName, int version) => $"{fullName}/{version}/{Id}";
}
