using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;

namespace Andamento.Identity;

/// <summary>
/// Finds a token by its value. The index is a keyed hash, so the time a search takes tells nothing about values;
/// the hash that is found is still compared in constant time.
/// </summary>
internal sealed class TokenHashes
{
    private readonly FrozenDictionary<string, StoredToken> _byHash;
    private readonly byte[] _key;

    public TokenHashes(byte[] key, IEnumerable<StoredToken> tokens)
    {
        _key = key;
        _byHash = tokens.ToFrozenDictionary(token => token.Hash, StringComparer.Ordinal);
    }

    /// <summary>A new token's value: <c>dapi</c> and 32 hex digits, 128 random bits.</summary>
    public static string NewValue() => "dapi" + RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>What is stored instead of a value.</summary>
    public string Hash(string value) => Convert.ToHexString(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(value)));

    /// <summary>The token of a value, expired ones included; null when there is none.</summary>
    public StoredToken? Find(string value)
    {
        var hash = Hash(value);
        return _byHash.TryGetValue(hash, out var token)
            && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(token.Hash), Encoding.ASCII.GetBytes(hash))
                ? token
                : null;
    }
}
