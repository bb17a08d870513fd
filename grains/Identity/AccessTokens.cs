using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Andamento.Identity;

/// <summary>What an access token says.</summary>
/// <param name="ApplicationId">The service principal it acts for.</param>
/// <param name="SecretId">The secret it was made with.</param>
/// <param name="IssuedAt">When it was made.</param>
/// <param name="ExpiresAt">When it stops working.</param>
internal sealed record AccessClaims(string ApplicationId, string SecretId, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt);

/// <summary>
/// Access tokens: JSON Web Tokens signed with HMAC-SHA256, so that making one stores nothing. Only this cluster reads them.
/// </summary>
internal static class AccessTokens
{
    // {"alg":"HS256","typ":"JWT"}. It is compared, never read: which algorithm counts is not for a token to say.
    private const string Header = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.";

    /// <summary>True for what may be one.</summary>
    public static bool IsOne(string value) => value.StartsWith(Header, StringComparison.Ordinal);

    /// <summary>Makes one.</summary>
    public static string Write(AccessClaims claims, byte[] key)
    {
        var payload = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(payload))
        {
            json.WriteStartObject();
            json.WriteString("sub"u8, claims.ApplicationId);
            json.WriteString("sid"u8, claims.SecretId);
            json.WriteNumber("iat"u8, claims.IssuedAt.ToUnixTimeSeconds());
            json.WriteNumber("exp"u8, claims.ExpiresAt.ToUnixTimeSeconds());
            json.WriteString("scope"u8, "all-apis"u8);
            json.WriteEndObject();
        }

        var signed = Header + Base64Url.EncodeToString(payload.WrittenSpan);
        return $"{signed}.{Signature(signed, key)}";
    }

    /// <summary>Reads one; null unless one of the keys has signed it. Says nothing about its time.</summary>
    public static AccessClaims? Read(string value, IEnumerable<byte[]> keys)
    {
        var end = value.LastIndexOf('.');
        if (!IsOne(value) || end < Header.Length) return null;

        var (signed, signature) = (value[..end], value[(end + 1)..]);
        return keys.Any(key => IsSame(Signature(signed, key), signature)) ? ReadClaims(signed[Header.Length..]) : null;
    }

    private static AccessClaims ReadClaims(string payload)
    {
        using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(payload));
        return new(
            claims.RootElement.GetProperty("sub"u8).GetString()!,
            claims.RootElement.GetProperty("sid"u8).GetString()!,
            DateTimeOffset.FromUnixTimeSeconds(claims.RootElement.GetProperty("iat"u8).GetInt64()),
            DateTimeOffset.FromUnixTimeSeconds(claims.RootElement.GetProperty("exp"u8).GetInt64()));
    }

    private static string Signature(string signed, byte[] key) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(signed)));

    private static bool IsSame(string expected, string actual) => CryptographicOperations.FixedTimeEquals(
        MemoryMarshal.AsBytes(expected.AsSpan()), MemoryMarshal.AsBytes(actual.AsSpan()));
}
