using Andamento.Serving;

namespace Andamento.Registry;

/// <summary>What becomes of the upload of a version: none, begun, complete; then the version is ready or has failed.</summary>
internal static class UploadLife
{
    /// <summary>Begins one.</summary>
    public static RegisteredModelRecord Begin(
        RegisteredModelRecord record, int version, BeginModelUpload command, string id, long maxBytes, DateTimeOffset now)
    {
        var current = VersionLife.FindOwn(record, version);
        ModelRules.CheckUpload(command, maxBytes);
        if (current.Status is not VersionStatus.Pending || current.Source is not null)
        {
            throw Conflict(current, current.Source is not null
                ? "gets its files from its source; make another version to upload."
                : "has had its upload, and versions do not change; make another version.");
        }

        if (current.Upload is { } begun)
            throw Conflict(current, $"has an upload of '{begun.FileName}' already; go on with it, or delete it first.");

        return VersionLife.Change(record, version, command.Caller, now, pending => pending with
        {
            StatusMessage = $"'{command.FileName}' is being uploaded.",
            Upload = new()
            {
                Id = id, FileName = command.FileName, Bytes = command.Bytes, Sha256 = command.Sha256.ToLowerInvariant(),
                Columns = command.Columns, StartedAt = now,
            },
        });
    }

    /// <summary>Notes that all bytes are here. The same record when there is nothing left to note.</summary>
    public static RegisteredModelRecord Complete(RegisteredModelRecord record, int version, long received, DateTimeOffset now)
    {
        var current = VersionLife.FindOwn(record, version);
        if (current.Status is not VersionStatus.Pending || current.IsFinishing) return record;
        if (current.Upload is not { } upload) throw Conflict(current, "has no upload; begin one.");
        if (received != upload.Bytes) throw Conflict(current, $"has received {received} of {upload.Bytes} bytes; send the others first.");

        return VersionLife.Change(record, version, current.UpdatedBy, now, pending => pending with
        {
            StatusMessage = "Its files are being checked.",
            Upload = upload with { Complete = true },
        });
    }

    /// <summary>Gives one up.</summary>
    public static RegisteredModelRecord Cancel(RegisteredModelRecord record, int version, string message, DateTimeOffset now)
    {
        var current = VersionLife.FindOwn(record, version);
        if (current.Upload is not { } upload)
            throw new ServingException(FailureKind.ResourceNotFound, $"Version {version} of model '{current.FullName}' has no upload.");
        if (upload.Complete) throw Conflict(current, "has a complete upload, which is being checked.");

        return VersionLife.Change(
            record, version, current.UpdatedBy, now, pending => pending with { StatusMessage = message, Upload = null });
    }

    private static ServingException Conflict(RegisteredVersion version, string why) =>
        new(FailureKind.Conflict, $"Version {version.Version} of model '{version.FullName}' {why}");
}
