namespace Andamento.Registry;

/// <summary>What callers see of a record.</summary>
internal static class ModelViews
{
    /// <summary>The model, with what follows from its versions; null when there is none.</summary>
    public static RegisteredModel? Model(RegisteredModelRecord record) => record.Model is not { } model ? null : model with
    {
        LatestVersions =
        [
            .. record.Versions.Values
                .GroupBy(version => version.Stage).OrderBy(stage => stage.Key)
                .Select(stage => Version(record, stage.MaxBy(version => version.Version)!) with { Files = [], Upload = null }),
        ],
        Runs = [.. record.Versions.Values.Reverse().Select(version => new VersionRun(version.Version, version.RunId))],
        HasUnfinished = record.MovingTo is not null
            || record.Versions.Values.Any(version => version.IsFinishing || version.Upload is not null),
    };

    /// <summary>A version, with its aliases.</summary>
    public static RegisteredVersion Version(RegisteredModelRecord record, RegisteredVersion version) => version with
    {
        Aliases = [.. record.Model!.Aliases.Where(alias => alias.Version == version.Version).Select(alias => alias.Name)],
    };

    /// <summary>The files of a version, for who serves it.</summary>
    public static ModelVersion Servable(RegisteredVersion version) => new()
    {
        FullName = version.FullName, Version = $"{version.Version}", Task = version.Task, Files = version.Files, StoredAs = version.Id,
    };
}
