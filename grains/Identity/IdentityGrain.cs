using System.Runtime.CompilerServices;
using Andamento.Records;
using Andamento.Secrets;
using Andamento.Watching;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace Andamento.Identity;

[Reentrant] // Nobody waits for a write to be authenticated. Safe: Stored admits one writer.
internal sealed partial class IdentityGrain : Grain, IIdentityGrain
{
    private const string HashKeyPurpose = "identity/token-hash-key";
    private const string SigningKeyPurpose = "identity/access-token-key";

    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);

    private readonly Stored<IdentityRecord> _record;
    private readonly ISecretProtector _protector;
    private readonly Broadcast<Revision> _watchers;
    private readonly IdentityOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<IdentityGrain> _log;
    private TokenHashes? _hashes; // null while there is neither token nor secret
    private byte[][] _signingKeys = []; // oldest first

    public IdentityGrain(
        [PersistentState("identity", StorageNames.Durable)] IPersistentState<IdentityRecord> storage, ISecretProtector protector,
        IOptions<IdentityOptions> options, TimeProvider time, ILogger<IdentityGrain> log)
    {
        _record = new(storage, DeactivateOnIdle);
        _protector = protector;
        _watchers = new(time);
        _options = options.Value;
        _time = time;
        _log = log;
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        OpenKeys();
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<long> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var changes = _watchers.WatchAsync(new(_record.Current.Revision), Heartbeat, cancellationToken);
        await foreach (var revision in changes.WithCancellation(cancellationToken)) yield return revision.Number;
    }

    /// <summary>Makes the next record out of the current one, and stores it.</summary>
    /// <returns>The record as stored.</returns>
    private async Task<IdentityRecord> ChangeAsync(Func<IdentityRecord, IdentityRecord> change, CancellationToken cancellationToken)
    {
        using var writing = await _record.EnterAsync(cancellationToken);
        await StoreAsync(change(_record.Current));
        return _record.Current;
    }

    /// <summary>Stores the record, then tells every front door. Call it between enter and exit.</summary>
    private async Task StoreAsync(IdentityRecord next)
    {
        await _record.WriteAsync(next with { Revision = next.Revision + 1, SchemaVersion = IdentityRecord.NewestSchema });
        OpenKeys();
        _watchers.Publish(new(_record.Current.Revision));
    }

    private void OpenKeys()
    {
        var record = _record.Current;
        _hashes = record.SealedHashKey is { Length: > 0 } hashKey ? new(_protector.Open(HashKeyPurpose, hashKey), record.Tokens) : null;
        _signingKeys = [.. record.SigningKeys.Select(key => _protector.Open(SigningKeyPurpose, key.Sealed))];
    }

    private readonly record struct Revision(long Number);
}
