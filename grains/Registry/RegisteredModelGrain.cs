using System.Security.Cryptography;
using Andamento.Records;
using Andamento.Serving;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace Andamento.Registry;

[Reentrant] // Reads never wait for files that are being checked. Safe: Stored admits one writer, and readers see only what is stored.
#pragma warning disable CA1001 // OnDeactivateAsync disposes
internal sealed partial class RegisteredModelGrain : Grain, IRegisteredModelGrain
#pragma warning restore CA1001
{
    private readonly Stored<RegisteredModelRecord> _record;
    private readonly IModelStore _store;
    private readonly IModelIntake _intake;
    private readonly RegistryOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<RegisteredModelGrain> _log;

    public RegisteredModelGrain(
        [PersistentState("registered-model", StorageNames.Durable)] IPersistentState<RegisteredModelRecord> storage,
        IModelStore store, IModelIntake intake, IOptions<RegistryOptions> options, TimeProvider time, ILogger<RegisteredModelGrain> log)
    {
        _record = new(storage, DeactivateOnIdle);
        _store = store;
        _intake = intake;
        _options = options.Value;
        _time = time;
        _log = log;
    }

    private string Name => this.GetPrimaryKeyString();

    private IModelDirectoryGrain Directory => GrainFactory.GetGrain<IModelDirectoryGrain>(IModelDirectoryGrain.Workspace);

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await StopFinishingAsync();
        await base.OnDeactivateAsync(reason, cancellationToken);
    }

    public async Task<RegisteredModel> CreateAsync(CreateModel command, CancellationToken cancellationToken)
    {
        var name = ModelRules.CheckName("name", Name);
        using var writing = await _record.EnterAsync(cancellationToken);
        var next = ModelLife.Create(await ReadAsync(cancellationToken), name, command, NewId(), _time.GetUtcNow());
        await CommitAsync(next, cancellationToken);
        RegistryLog.Created(_log, Name);
        return ModelViews.Model(next)!;
    }

    public async Task<RegisteredModel?> GetAsync(CancellationToken cancellationToken)
    {
        var record = await ReadAsync(cancellationToken);
        LeaveIfEmpty();
        return ModelViews.Model(record);
    }

    public async Task<RegisteredModel> UpdateAsync(UpdateModel command, CancellationToken cancellationToken) =>
        ModelViews.Model(await ChangeAsync((record, now) => ModelLife.Update(record, command, now), cancellationToken))!;

    public async Task ChangeTagAsync(ChangeModelTag command, CancellationToken cancellationToken) =>
        await ChangeAsync((record, now) => ModelLife.ChangeTag(record, command, now), cancellationToken);

    public async Task ChangeAliasAsync(ChangeModelAlias command, CancellationToken cancellationToken) =>
        await ChangeAsync((record, now) => ModelLife.ChangeAlias(record, command, now), cancellationToken);

    public async Task<RegisteredModel> RenameAsync(string newName, string caller, CancellationToken cancellationToken)
    {
        var to = ModelRules.CheckName("new_name", newName);
        using var writing = await _record.EnterAsync(cancellationToken);
        var record = await ReadToChangeAsync(cancellationToken);
        var moving = ModelLife.Move(record, to, caller, _time.GetUtcNow());
        if (record.MovingTo is null)
        {
            await ModelUses.RefuseAsync(GrainFactory, Name, version: null, cancellationToken);
            await CommitAsync(moving, cancellationToken);
        }

        return await MoveAsync(moving, caller);
    }

    public async Task<RegisteredModel> AdoptAsync(ModelMove move, CancellationToken cancellationToken)
    {
        var name = ModelRules.CheckName("new_name", Name);

        // Before waiting: two models that want each other's names would wait for each other.
        ModelLife.Adopt(await ReadAsync(cancellationToken), name, move, _time.GetUtcNow());
        using var writing = await _record.EnterAsync(cancellationToken);
        var record = await ReadAsync(cancellationToken);
        var next = ModelLife.Adopt(record, name, move, _time.GetUtcNow());
        if (!ReferenceEquals(next, record)) await CommitAsync(next, cancellationToken);
        return ModelViews.Model(next)!;
    }

    public async Task DeleteAsync(CancellationToken cancellationToken)
    {
        using var writing = await _record.EnterAsync(cancellationToken);
        var record = await ReadToChangeAsync(cancellationToken);
        ModelLife.CheckDelete(record);
        await ModelUses.RefuseAsync(GrainFactory, Name, version: null, cancellationToken);
        await StopFinishingAsync();
        await Directory.AnnounceAsync(Name, cancellationToken);
        await _record.ClearAsync(new());
        await TellDirectoryAsync();
        RegistryLog.Deleted(_log, Name);
        foreach (var version in record.Versions.Values) await RemoveFilesAsync(version);
    }

    /// <summary>What is stored and what the operator has installed.</summary>
    private async Task<RegisteredModelRecord> ReadAsync(CancellationToken cancellationToken)
    {
        var installed = await InstalledModels.ReadAsync(_store, Name, cancellationToken);
        return InstalledModels.Merge(_record.Current, installed);
    }

    private async Task<RegisteredModelRecord> ReadToChangeAsync(CancellationToken cancellationToken)
    {
        if (ModelName.TryParse(Name, out var name)) ModelRules.CheckWritable(name);
        var record = await ReadAsync(cancellationToken);
        if (record.Model is not null) return record;

        LeaveIfEmpty();
        throw new ServingException(FailureKind.ResourceNotFound, $"There is no registered model '{Name}'.");
    }

    /// <summary>Changes the record; with the lock that the caller does not hold.</summary>
    private async Task<RegisteredModelRecord> ChangeAsync(
        Func<RegisteredModelRecord, DateTimeOffset, RegisteredModelRecord> change, CancellationToken cancellationToken)
    {
        using var writing = await _record.EnterAsync(cancellationToken);
        var record = await ReadToChangeAsync(cancellationToken);
        if (record.MovingTo is { } to) throw ModelLife.Moving(Name, to);

        var next = change(record, _time.GetUtcNow());
        if (!ReferenceEquals(next, record)) await CommitAsync(next, cancellationToken);
        return next;
    }

    /// <summary>Stores the record, then tells the directory. If we die in between, the directory asks.</summary>
    private async Task CommitAsync(RegisteredModelRecord next, CancellationToken cancellationToken)
    {
        await Directory.AnnounceAsync(Name, cancellationToken);
        if (next.Model is { Id.Length: 0 } folders) next = next with { Model = folders with { Id = NewId() } };
        await _record.WriteAsync(InstalledModels.Strip(next));
        await TellDirectoryAsync();
    }

    private async Task<RegisteredModel> MoveAsync(RegisteredModelRecord moving, string caller)
    {
        var move = new ModelMove(moving.Model!, moving.LastVersion, [.. moving.Versions.Values], caller);
        RegisteredModel moved;
        try
        {
            moved = await GrainFactory.GetGrain<IRegisteredModelGrain>(moving.MovingTo!).AdoptAsync(move, CancellationToken.None);
        }
        catch (ServingException refused)
        {
            await CommitAsync(moving with { MovingTo = null }, CancellationToken.None);
            throw new ServingException(refused.Kind, refused.Message, refused) { Param = "new_name" };
        }

        await _record.ClearAsync(new());
        await TellDirectoryAsync();
        RegistryLog.Renamed(_log, Name, moved.FullName);
        return moved;
    }

    // The record is the truth; a directory that cannot be reached asks later.
    private async Task TellDirectoryAsync()
    {
        try
        {
            // Not what is merely installed: the directory finds that by itself.
            if (_record.Current.Model is null) await Directory.RemoveAsync(Name, CancellationToken.None);
            else await Directory.PutAsync(ModelViews.Model(await ReadAsync(CancellationToken.None))!, CancellationToken.None);
        }
        catch (Exception failed)
        {
            RegistryLog.DirectoryUnreachable(_log, Name, failed);
        }
    }

    // Anyone may ask for any name: an activation that holds nothing must not stay.
    private void LeaveIfEmpty()
    {
        if (_record.Current.Model is null) DeactivateOnIdle();
    }

    private static string NewId() => RandomNumberGenerator.GetHexString(32, lowercase: true);
}
