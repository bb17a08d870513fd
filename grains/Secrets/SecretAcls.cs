using System.Collections.Immutable;

namespace Andamento.Secrets;

/// <summary>Permissions of a scope. Pure.</summary>
internal static class SecretAcls
{
    /// <summary>Those of a new scope.</summary>
    public static ImmutableDictionary<string, SecretPermission> Initial(string manager) =>
        ImmutableDictionary<string, SecretPermission>.Empty.Add(manager, SecretPermission.Manage);

    /// <summary>The record in today's schema: in the first one the creator managed the scope, and nobody else.</summary>
    public static SecretScopeRecord Upgraded(SecretScopeRecord scope) => scope.SchemaVersion < 2
        ? scope with { SchemaVersion = SecretScopeRecord.NewestSchema, Acls = Initial(scope.Creator!) }
        : scope;

    /// <summary>What others see, sorted.</summary>
    public static ImmutableArray<SecretAcl> View(SecretScopeRecord scope) => [.. Upgraded(scope).Acls
        .OrderBy(acl => acl.Key, StringComparer.Ordinal)
        .Select(acl => new SecretAcl(acl.Key, acl.Value))];
}
