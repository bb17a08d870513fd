using System.Collections.Immutable;
using Andamento.Records;

namespace Andamento.Identity;

/// <summary>What is stored of users and tokens. No token's value is in it.</summary>
internal sealed record IdentityRecord : IRecord
{
    /// <inheritdoc/>
    public static int NewestSchema => 1;

    /// <inheritdoc/>
    public int SchemaVersion { get; init; } = NewestSchema;

    /// <summary>Counts every change, from 1; 0 before the first.</summary>
    public long Revision { get; init; }

    /// <summary>The key that values are hashed with, sealed; empty before the first token.</summary>
    public byte[] SealedHashKey { get; init; } = [];

    /// <summary>Users by name.</summary>
    public ImmutableDictionary<string, Principal> Users { get; init; } = ImmutableDictionary<string, Principal>.Empty;

    /// <summary>Tokens, oldest first.</summary>
    public ImmutableArray<StoredToken> Tokens { get; init; } = [];
}

/// <summary>A token without its value.</summary>
/// <param name="Info">What its owner sees.</param>
/// <param name="User">Whose it is.</param>
/// <param name="Hash">HMAC-SHA256 of its value, upper-case hex.</param>
internal sealed record StoredToken(TokenInfo Info, string User, string Hash);
