using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Andamento.Api.Auth;

/// <summary>
/// The SHA-256 of a token: what a cache may hold. How long a comparison takes tells something about the hash only, and nobody
/// can choose a token by its hash.
/// </summary>
internal readonly record struct TokenKey(ulong First, ulong Second, ulong Third, ulong Fourth)
{
    /// <summary>The longest token, in characters. A longer one is nobody's.</summary>
    public const int MaxLength = 512;

    /// <summary>Hashes a token of at most <see cref="MaxLength"/> characters. Allocates nothing.</summary>
    public static TokenKey Of(ReadOnlySpan<char> token)
    {
        Span<byte> text = stackalloc byte[MaxLength * 3];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..Encoding.UTF8.GetBytes(token, text)], hash);
        return new(
            BinaryPrimitives.ReadUInt64LittleEndian(hash),
            BinaryPrimitives.ReadUInt64LittleEndian(hash[8..]),
            BinaryPrimitives.ReadUInt64LittleEndian(hash[16..]),
            BinaryPrimitives.ReadUInt64LittleEndian(hash[24..]));
    }

    /// <inheritdoc />
    public override int GetHashCode() => (int)First; // every part of a hash is as good as the whole
}
