using System.Collections.Immutable;

namespace Andamento.Identity;

/// <summary>When keys of access tokens come and go. Pure.</summary>
internal static class SigningKeys
{
    /// <summary>How long a key signs. A token lives much shorter, so the key before the newest is the oldest that is still needed.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromDays(30);

    /// <summary>True when a new key has to sign.</summary>
    public static bool IsDue(ImmutableArray<StoredSigningKey> keys, DateTimeOffset now) =>
        keys.IsEmpty || now - keys[^1].CreatedAt >= Period;

    /// <summary>The keys after a new one has come.</summary>
    public static ImmutableArray<StoredSigningKey> Rotate(ImmutableArray<StoredSigningKey> keys, StoredSigningKey next) =>
        [.. keys.TakeLast(1), next];
}
