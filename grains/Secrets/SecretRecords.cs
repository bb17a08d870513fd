using System.Collections.Immutable;
using Andamento.Records;

namespace Andamento.Secrets;

/// <summary>What is stored of a scope. Values are sealed.</summary>
internal sealed record SecretScopeRecord : IRecord
{
    /// <inheritdoc/>
    public static int NewestSchema => 2; // 1 knew no permissions: a scope was its creator's

    /// <inheritdoc/>
    public int SchemaVersion { get; init; } = NewestSchema;

    /// <summary>Who made it; null when there is no such scope.</summary>
    public string? Creator { get; init; }

    /// <summary>Secrets by key.</summary>
    public ImmutableDictionary<string, StoredSecret> Secrets { get; init; } = ImmutableDictionary<string, StoredSecret>.Empty;

    /// <summary>Permissions by principal.</summary>
    public ImmutableDictionary<string, SecretPermission> Acls { get; init; } = ImmutableDictionary<string, SecretPermission>.Empty;
}

/// <summary>One secret.</summary>
/// <param name="Sealed">Its value, sealed.</param>
/// <param name="UpdatedAt">When it was last set.</param>
internal sealed record StoredSecret(byte[] Sealed, DateTimeOffset UpdatedAt);

/// <summary>What is stored of the scopes' names.</summary>
internal sealed record SecretDirectoryRecord : IRecord
{
    /// <inheritdoc/>
    public static int NewestSchema => 1;

    /// <inheritdoc/>
    public int SchemaVersion { get; init; } = NewestSchema;

    /// <summary>The names.</summary>
    public ImmutableHashSet<string> Scopes { get; init; } = [];
}
