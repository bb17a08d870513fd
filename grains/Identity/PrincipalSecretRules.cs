using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Andamento.Serving;

namespace Andamento.Identity;

/// <summary>The secrets that service principals sign in with. Pure.</summary>
internal static class PrincipalSecretRules
{
    private static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(730);

    /// <summary>A new secret's value: <c>dose</c> and 32 hex digits, 128 random bits.</summary>
    public static string NewValue() => "dose" + RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>The service principal with one more secret; expired ones go.</summary>
    public static StoredPrincipal Add(
        StoredPrincipal principal, string hash, TimeSpan? lifetime, string id, DateTimeOffset now, int most)
    {
        if (lifetime <= TimeSpan.Zero || lifetime > LongestLifetime)
            throw IdentityRules.Invalid("lifetime", $"must be 1 to {LongestLifetime.TotalSeconds:F0} seconds.");

        var valid = principal.Secrets.RemoveAll(secret => secret.ExpiresAt <= now);
        if (valid.Length >= most)
            throw new ServingException(FailureKind.QuotaExceeded, $"The service principal has {most} secrets, which is the most; delete one first.");

        return principal with { Secrets = valid.Add(new(id, hash, now, now + (lifetime ?? LongestLifetime))) };
    }

    /// <summary>A service principal, by id.</summary>
    /// <exception cref="ServingException"><see cref="FailureKind.ResourceNotFound"/>, for a user too: users have no secrets.</exception>
    public static StoredPrincipal Existing(IdentityRecord record, string id) => record.FindPrincipal(id) is { IsServicePrincipal: true } found
        ? found
        : throw new ServingException(FailureKind.ResourceNotFound, $"There is no service principal with the id '{id}'.");

    /// <summary>The secret with a hash, compared in constant time; null when there is none, or none that works.</summary>
    public static StoredPrincipalSecret? Find(ImmutableArray<StoredPrincipalSecret> secrets, string hash, DateTimeOffset now) =>
        secrets.FirstOrDefault(secret => now < secret.ExpiresAt
            && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(secret.Hash), Encoding.ASCII.GetBytes(hash)));

    /// <summary>What others see.</summary>
    public static PrincipalSecret View(StoredPrincipalSecret secret) => new()
    {
        Id = secret.Id,
        Hash = secret.Hash.ToLowerInvariant(),
        CreatedAt = secret.CreatedAt,
        ExpiresAt = secret.ExpiresAt,
    };
}
