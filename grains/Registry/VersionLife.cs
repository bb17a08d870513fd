using Andamento.Serving;

namespace Andamento.Registry;

/// <summary>What becomes of a version in its model's record. Source and files are written once: here, when they are known.</summary>
internal static class VersionLife
{
    /// <summary>Makes the next version.</summary>
    public static RegisteredModelRecord Create(
        RegisteredModelRecord record, CreateModelVersion command, string id, int maxVersions, DateTimeOffset now)
    {
        var model = ModelLife.Existing(record);
        if (record.Versions.Count >= maxVersions)
        {
            throw new ServingException(
                FailureKind.InvalidParameter,
                $"Model '{model.FullName}' has {record.Versions.Count} versions, and Andamento:Registry:MaxVersions allows no more; delete some.");
        }

        ModelRules.CheckDescription(command.Description);
        ModelRules.CheckText("source", command.Source);
        ModelRules.CheckText("run_id", command.RunId);
        ModelRules.CheckText("run_link", command.RunLink);
        var version = new RegisteredVersion
        {
            FullName = model.FullName, Version = record.LastVersion + 1, Id = id, Status = VersionStatus.Pending,
            StatusMessage = command.Source is null ? "Waiting for an upload of its files." : "Its files are being copied.",
            Source = command.Source, RunId = command.RunId, RunLink = command.RunLink, Description = command.Description,
            Tags = ModelRules.CheckTags(command.Tags),
            CreatedBy = command.Caller, CreatedAt = now, UpdatedBy = command.Caller, UpdatedAt = now,
        };
        return ModelLife.Touch(record, command.Caller, now) with
        {
            LastVersion = version.Version,
            Versions = record.Versions.Add(version.Version, version),
        };
    }

    /// <summary>Changes a version that can be changed.</summary>
    public static RegisteredModelRecord Change(
        RegisteredModelRecord record, int version, string caller, DateTimeOffset now, Func<RegisteredVersion, RegisteredVersion> change)
    {
        var next = change(FindOwn(record, version)) with { UpdatedBy = caller, UpdatedAt = now };
        return ModelLife.Touch(record, caller, now) with { Versions = record.Versions.SetItem(version, next) };
    }

    /// <summary>Moves a version to a stage.</summary>
    public static RegisteredModelRecord ChangeStage(RegisteredModelRecord record, ChangeModelStage command, DateTimeOffset now)
    {
        var next = Change(record, command.Version, command.Caller, now, version => version with { Stage = command.Stage });
        if (!command.ArchiveOthers || command.Stage is not (ModelStage.Staging or ModelStage.Production)) return next;
        var others = next.Versions.Values.Where(version => version.Version != command.Version && version.Stage == command.Stage);
        return next with
        {
            Versions = next.Versions.SetItems(others.Select(version => KeyValuePair.Create(
                version.Version, version with { Stage = ModelStage.Archived, UpdatedBy = command.Caller, UpdatedAt = now }))),
        };
    }

    /// <summary>Ends a pending version: its files are in place, or are no model.</summary>
    /// <param name="record">The record.</param>
    /// <param name="version">The version.</param>
    /// <param name="published">What it turned out to be; null when it failed.</param>
    /// <param name="failure">Why it failed; empty when it did not.</param>
    /// <param name="now">The time.</param>
    public static RegisteredModelRecord Settle(
        RegisteredModelRecord record, int version, PublishedModel? published, string failure, DateTimeOffset now) =>
        Change(record, version, FindOwn(record, version).UpdatedBy, now, current => current with
        {
            Status = published is null ? VersionStatus.Failed : VersionStatus.Ready,
            StatusMessage = failure,
            Task = published?.Task ?? current.Task,
            Files = published?.Files ?? [],
            ModelType = published?.ModelType,
            MlflowVersion = published?.MlflowVersion,
            Origin = published?.Origin,
            Upload = null,
        });

    /// <summary>Removes a version, and the aliases that meant it. Its number stays used.</summary>
    public static RegisteredModelRecord Remove(RegisteredModelRecord record, int version, string caller, DateTimeOffset now)
    {
        FindOwn(record, version);
        var next = ModelLife.Touch(record, caller, now);
        return next with
        {
            Versions = record.Versions.Remove(version),
            Model = next.Model! with { Aliases = next.Model.Aliases.RemoveAll(alias => alias.Version == version) },
        };
    }

    /// <summary>A version.</summary>
    public static RegisteredVersion Find(RegisteredModelRecord record, int version) =>
        record.Versions.TryGetValue(version, out var found)
            ? found
            : throw new ServingException(
                FailureKind.ResourceNotFound, $"There is no version {version} of model '{ModelLife.Existing(record).FullName}'.");

    /// <summary>A version that the registry made.</summary>
    public static RegisteredVersion FindOwn(RegisteredModelRecord record, int version) =>
        Find(record, version) is { IsInstalled: false } found
            ? found
            : throw new ServingException(
                FailureKind.Conflict,
                $"Version {version} of model '{record.Model!.FullName}' was installed by the operator of this server and is read-only.");
}
