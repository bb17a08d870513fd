using Andamento.Serving;

namespace Andamento.Secrets;

/// <content>Permissions, and values for those who may read them.</content>
internal sealed partial class SecretScopeGrain
{
    private const int MaxAcls = 1000;

    public async Task PutAclAsync(SecretAcl acl, CancellationToken cancellationToken)
    {
        using var writing = await _record.EnterAsync(cancellationToken);
        var scope = SecretAcls.Upgraded(Existing());
        if (scope.Acls.Count >= MaxAcls && !scope.Acls.ContainsKey(acl.Principal))
            throw TooMany($"principal: '{acl.Principal}' is one too many; a scope has at most {MaxAcls} of them. Name a group.");

        await WriteAsync(scope with { Acls = scope.Acls.SetItem(acl.Principal, acl.Permission) });
    }

    public async Task DeleteAclAsync(string principal, CancellationToken cancellationToken)
    {
        using var writing = await _record.EnterAsync(cancellationToken);
        var scope = SecretAcls.Upgraded(Existing());
        if (!scope.Acls.ContainsKey(principal))
            throw new ServingException(FailureKind.ResourceNotFound, $"'{principal}' has no permission on the secret scope '{Name}'.");

        await WriteAsync(scope with { Acls = scope.Acls.Remove(principal) });
    }

    public Task<SecretValue?> ReadAsync(string key, CancellationToken cancellationToken) =>
        Task.FromResult(Scope() is { } scope && scope.Secrets.TryGetValue(key, out var secret)
            ? new SecretValue(_protector.Open(Purpose(key), secret.Sealed))
            : null);
}
