using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using Andamento.Secrets;
using Andamento.Serving;

namespace Andamento.Tests.Unit.Control;

/// <summary>Secret scopes in memory; also the directory of them.</summary>
internal sealed class ScopeStore : ISecretDirectoryGrain
{
    public ConcurrentDictionary<string, SecretScope> All { get; } = new();

    /// <summary>Values by scope and key.</summary>
    public ConcurrentDictionary<(string, string), string> Values { get; } = new();

    public Task AddAsync(string scope, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task RemoveAsync(string scope, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<ImmutableArray<string>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<ImmutableArray<string>>([.. All.Keys.Order(StringComparer.Ordinal)]);
}

/// <summary>One of them.</summary>
internal sealed class StoredScope(ScopeStore store, string name) : ISecretScopeGrain
{
    public Task CreateAsync(string creator, string manager, CancellationToken cancellationToken) =>
        store.All.TryAdd(name, new(name, creator, []) { Acls = [new(manager, SecretPermission.Manage)] })
        ? Task.CompletedTask
        : throw new ServingException(FailureKind.AlreadyExistsInRegistry, $"'{name}' exists.");

    public Task DeleteAsync(CancellationToken cancellationToken)
    {
        store.All.TryRemove(name, out _);
        return Task.CompletedTask;
    }

    public Task PutAsync(string key, ReadOnlyMemory<byte> value, CancellationToken cancellationToken)
    {
        store.Values[(name, key)] = Encoding.UTF8.GetString(value.Span);
        store.All[name] = store.All[name] with { Secrets = [.. store.All[name].Secrets, new(key, DateTimeOffset.UnixEpoch)] };
        return Task.CompletedTask;
    }

    public Task DeleteSecretAsync(string key, CancellationToken cancellationToken)
    {
        store.All[name] = store.All[name] with { Secrets = [.. store.All[name].Secrets.Where(secret => secret.Key != key)] };
        return Task.CompletedTask;
    }

    public Task<SecretScope?> DescribeAsync(CancellationToken cancellationToken) => Task.FromResult(store.All.GetValueOrDefault(name));

    public Task<string?> RevealAsync(string key, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task PutAclAsync(SecretAcl acl, CancellationToken cancellationToken)
    {
        store.All[name] = store.All[name] with { Acls = [.. Without(acl.Principal), acl] };
        return Task.CompletedTask;
    }

    public Task DeleteAclAsync(string principal, CancellationToken cancellationToken)
    {
        store.All[name] = store.All[name] with { Acls = [.. Without(principal)] };
        return Task.CompletedTask;
    }

    public Task<SecretValue?> ReadAsync(string key, CancellationToken cancellationToken) => Task.FromResult(
        store.Values.TryGetValue((name, key), out var value) ? new SecretValue(Encoding.UTF8.GetBytes(value)) : null);

    private IEnumerable<SecretAcl> Without(string principal) => store.All[name].Acls.Where(acl => acl.Principal != principal);
}
