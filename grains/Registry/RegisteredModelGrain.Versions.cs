using System.Collections.Immutable;
using System.Globalization;
using Andamento.Endpoints;
using Andamento.Serving;

namespace Andamento.Registry;

/// <summary>The versions of a model.</summary>
internal sealed partial class RegisteredModelGrain
{
    public async Task<ModelVersion?> GetVersionAsync(string version, CancellationToken cancellationToken)
    {
        if (!int.TryParse(version, NumberStyles.None, null, out var number) || $"{number}" != version) return null;
        if (_record.Current.Versions.TryGetValue(number, out var stored))
        {
            return stored.Status is VersionStatus.Ready ? ModelViews.Servable(stored) : throw new ServingException(
                FailureKind.ResourceNotFound,
                $"Version '{version}' of model '{Name}' is {(stored.Status is VersionStatus.Failed ? "no model" : "not ready")}: {stored.StatusMessage}");
        }

        LeaveIfEmpty();
        try
        {
            return (await _store.FindAsync(Name, version, cancellationToken))?.Model;
        }
        catch (InvalidDataException broken)
        {
            throw new ServingException(
                FailureKind.InvalidParameter, $"Version '{version}' of model '{Name}' cannot be served: {broken.Message}", broken);
        }
    }

    public async Task<RegisteredVersion> CreateVersionAsync(CreateModelVersion command, CancellationToken cancellationToken)
    {
        if (command.Source is { } source) CheckSource(source);
        var next = await ChangeAsync(
            (record, now) => VersionLife.Create(record, command, NewId(), _options.MaxVersions, now), cancellationToken);
        var created = next.Versions[next.LastVersion];
        return created.IsFinishing ? await FinishAsync(created.Version, cancellationToken) : created;
    }

    public async Task<RegisteredVersion?> DescribeVersionAsync(int version, CancellationToken cancellationToken)
    {
        var record = await ReadAsync(cancellationToken);
        LeaveIfEmpty();
        return record.Versions.TryGetValue(version, out var found) ? ModelViews.Version(record, found) : null;
    }

    public async Task<ImmutableArray<RegisteredVersion>> ListVersionsAsync(int below, int count, CancellationToken cancellationToken)
    {
        var record = await ReadAsync(cancellationToken);
        LeaveIfEmpty();
        return [.. record.Versions.Values.Reverse()
            .Where(version => version.Version < below).Take(count)
            .Select(version => ModelViews.Version(record, version))];
    }

    public async Task<RegisteredVersion> UpdateVersionAsync(
        int version, string description, string caller, CancellationToken cancellationToken)
    {
        ModelRules.CheckDescription(description);
        var next = await ChangeAsync(
            (record, now) => VersionLife.Change(record, version, caller, now, current => current with { Description = description }),
            cancellationToken);
        return View(next, version);
    }

    public async Task<RegisteredVersion> ChangeStageAsync(ChangeModelStage command, CancellationToken cancellationToken) =>
        View(await ChangeAsync((record, now) => VersionLife.ChangeStage(record, command, now), cancellationToken), command.Version);

    public async Task DeleteVersionAsync(int version, string caller, CancellationToken cancellationToken)
    {
        RegisteredVersion removed;
        using (await _record.EnterAsync(cancellationToken))
        {
            var record = await ReadToChangeAsync(cancellationToken);
            if (record.MovingTo is { } to) throw ModelLife.Moving(Name, to);
            removed = VersionLife.FindOwn(record, version);
            var next = VersionLife.Remove(record, version, caller, _time.GetUtcNow());
            await ModelUses.RefuseAsync(GrainFactory, Name, version, cancellationToken);
            await CommitAsync(next, cancellationToken);
        }

        await RemoveFilesAsync(removed);
    }

    private void CheckSource(string source)
    {
        try
        {
            _intake.CheckSource(source);
        }
        catch (InvalidDataException refused)
        {
            throw Invalid.Field("source", refused.Message);
        }
    }

    // The record no longer knows them, so files that stay because of a failure cost disk space and nothing else.
    private async Task RemoveFilesAsync(RegisteredVersion version)
    {
        try
        {
            if (version.Upload is { } upload) await _intake.DiscardAsync(upload.Id, CancellationToken.None);
            if (!version.IsInstalled) await _store.RemoveAsync(version.Id, CancellationToken.None);
        }
        catch (Exception failed)
        {
            RegistryLog.NotRemoved(_log, Name, version.Id, failed);
        }
    }

    private static RegisteredVersion View(RegisteredModelRecord record, int version) =>
        ModelViews.Version(record, record.Versions[version]);
}
