using System.Text;
using Andamento.Identity;
using Andamento.Records;
using Andamento.Serving;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Andamento.Secrets;

[Reentrant] // Secrets are revealed while another is being stored. Safe: Stored admits one writer.
internal sealed partial class SecretScopeGrain : Grain, ISecretScopeGrain
{
    private const int MaxSecrets = 1000;
    private const int MaxValueBytes = 128 << 10;

    private readonly Stored<SecretScopeRecord> _record;
    private readonly ISecretProtector _protector;
    private readonly TimeProvider _time;
    private readonly ILogger<SecretScopeGrain> _log;

    public SecretScopeGrain(
        [PersistentState("secret-scope", StorageNames.Durable)] IPersistentState<SecretScopeRecord> storage,
        ISecretProtector protector, TimeProvider time, ILogger<SecretScopeGrain> log)
    {
        _record = new(storage, DeactivateOnIdle);
        _protector = protector;
        _time = time;
        _log = log;
    }

    private string Name => this.GetPrimaryKeyString();

    private ISecretDirectoryGrain Directory => GrainFactory.GetGrain<ISecretDirectoryGrain>(ISecretDirectoryGrain.Workspace);

    public async Task CreateAsync(string creator, string manager, CancellationToken cancellationToken)
    {
        CheckName("scope", Name);
        using var writing = await _record.EnterAsync(cancellationToken);
        if (Scope() is not null)
            throw new ServingException(FailureKind.AlreadyExistsInRegistry, $"scope: there is a scope '{Name}' already.");

        await Directory.AddAsync(Name, cancellationToken); // a name without a scope is harmless, the reverse is not
        await _record.WriteAsync(new() { Creator = creator, Acls = SecretAcls.Initial(manager) });
        IdentityLog.ScopeMade(_log, Name, creator);
    }

    public async Task DeleteAsync(CancellationToken cancellationToken)
    {
        using var writing = await _record.EnterAsync(cancellationToken);
        Existing();
        await _record.ClearAsync(new());
        await Directory.RemoveAsync(Name, cancellationToken);
        IdentityLog.ScopeDeleted(_log, Name);
        DeactivateOnIdle();
    }

    public async Task PutAsync(string key, ReadOnlyMemory<byte> value, CancellationToken cancellationToken)
    {
        using var writing = await _record.EnterAsync(cancellationToken);
        var scope = Existing();
        CheckName("key", key);
        if (value.Length > MaxValueBytes)
            throw Invalid("value", $"has {value.Length} bytes; a secret has at most {MaxValueBytes}.");
        if (scope.Secrets.Count >= MaxSecrets && !scope.Secrets.ContainsKey(key))
            throw TooMany($"key: '{key}' is one too many; a scope has at most {MaxSecrets} secrets.");

        var stored = new StoredSecret(_protector.Seal(Purpose(key), value.ToArray()), _time.GetUtcNow());
        await WriteAsync(scope with { Secrets = scope.Secrets.SetItem(key, stored) });
    }

    public async Task DeleteSecretAsync(string key, CancellationToken cancellationToken)
    {
        using var writing = await _record.EnterAsync(cancellationToken);
        var scope = Existing();
        if (!scope.Secrets.ContainsKey(key))
            throw new ServingException(FailureKind.ResourceNotFound, $"There is no secret '{key}' in scope '{Name}'.");
        await WriteAsync(scope with { Secrets = scope.Secrets.Remove(key) });
    }

    public Task<SecretScope?> DescribeAsync(CancellationToken cancellationToken) =>
        Task.FromResult(Scope() is not { } scope
            ? null
            : new SecretScope(Name, scope.Creator!, [.. scope.Secrets
                .OrderBy(secret => secret.Key, StringComparer.Ordinal)
                .Select(secret => new SecretInfo(secret.Key, secret.Value.UpdatedAt))]) { Acls = SecretAcls.View(scope) });

    public Task<string?> RevealAsync(string key, CancellationToken cancellationToken) =>
        Task.FromResult(Scope() is { } scope && scope.Secrets.TryGetValue(key, out var secret)
            ? Encoding.UTF8.GetString(_protector.Open(Purpose(key), secret.Sealed))
            : null);

    private string Purpose(string key) => $"secret/{Name}/{key}";

    // Anyone may ask for any name: an activation that holds nothing must not stay.
    private SecretScopeRecord? Scope()
    {
        if (_record.Current.Creator is not null) return _record.Current;
        DeactivateOnIdle();
        return null;
    }

    private SecretScopeRecord Existing() => Scope()
        ?? throw new ServingException(FailureKind.ResourceNotFound, $"There is no secret scope '{Name}'.");

    private Task WriteAsync(SecretScopeRecord next) => _record.WriteAsync(SecretAcls.Upgraded(next));

    private static ServingException TooMany(string message) => new(FailureKind.ResourceLimitExceeded, message);

    private static void CheckName(string field, string name)
    {
        if (!SecretReference.IsName(name)) throw Invalid(field, $"'{name}' must be 1 to 128 characters out of A-Z, a-z, 0-9, '-', '_', '.' and '@'.");
    }

    private static ServingException Invalid(string field, string rule) =>
        new(FailureKind.InvalidParameter, $"{field}: {rule}") { Param = field };
}
