using System.Collections.Immutable;
using Andamento.Records;
using Orleans.Concurrency;

namespace Andamento.Secrets;

[Reentrant] // Reads never wait for a write. Safe: Stored admits one writer.
internal sealed class SecretDirectoryGrain : Grain, ISecretDirectoryGrain
{
    private readonly Stored<SecretDirectoryRecord> _record;

    public SecretDirectoryGrain(
        [PersistentState("secret-directory", StorageNames.Durable)] IPersistentState<SecretDirectoryRecord> storage) =>
        _record = new(storage, DeactivateOnIdle);

    public Task AddAsync(string scope, CancellationToken cancellationToken) =>
        ChangeAsync(scopes => scopes.Add(scope), cancellationToken);

    public Task RemoveAsync(string scope, CancellationToken cancellationToken) =>
        ChangeAsync(scopes => scopes.Remove(scope), cancellationToken);

    public Task<ImmutableArray<string>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<ImmutableArray<string>>([.. _record.Current.Scopes.Order(StringComparer.Ordinal)]);

    private async Task ChangeAsync(
        Func<ImmutableHashSet<string>, ImmutableHashSet<string>> change, CancellationToken cancellationToken)
    {
        using var writing = await _record.EnterAsync(cancellationToken);
        var scopes = change(_record.Current.Scopes);
        if (!ReferenceEquals(scopes, _record.Current.Scopes)) await _record.WriteAsync(_record.Current with { Scopes = scopes });
    }
}
