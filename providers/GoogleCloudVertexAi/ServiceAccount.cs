using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Andamento.Providers.Http;
using Andamento.Providers.Unified;

namespace Andamento.Providers.GoogleCloudVertexAi;

/// <summary>A service account and its key.</summary>
/// <param name="Email">Who it is.</param>
/// <param name="PrivateKey">The PEM of its RSA key.</param>
/// <param name="KeyId">Which of its keys; null where only the PEM is known.</param>
/// <param name="TokenUri">Where the key says that tokens are bought; null for Google's usual place.</param>
internal sealed record ServiceAccount(string Email, string PrivateKey, string? KeyId = null, string? TokenUri = null)
{
    /// <summary>Said of a key that is none.</summary>
    public const string NoKey = "private_key holds no RSA key that can sign.";

    private const string PemStart = "-----BEGIN ";

    /// <summary>Reads what an operator pasted: Google's JSON, the same in base64, or a PEM, with the e-mail beside it.</summary>
    /// <param name="text">What was pasted.</param>
    /// <param name="email">The setting beside it, or null.</param>
    /// <param name="account">The account.</param>
    /// <param name="fault">A sentence that says what is wrong, without a letter of the key.</param>
    public static bool TryRead(
        string text, string? email, [NotNullWhen(true)] out ServiceAccount? account, [NotNullWhen(false)] out string? fault)
    {
        (account, fault) = (null, null);
        var key = text.Trim();
        if (!key.StartsWith('{') && !key.StartsWith(PemStart, StringComparison.Ordinal)) key = Decode(key);

        if (key.StartsWith('{')) account = OfJson(key);
        else if (key.StartsWith(PemStart, StringComparison.Ordinal))
        {
            account = string.IsNullOrWhiteSpace(email) ? null : new(email.Trim(), Lines(key));
            fault = account is null ? "service_account_email is required where private_key is only a PEM." : null;
        }

        fault ??= account is null
            ? "private_key must be the key of a service account: its JSON with client_email and private_key, or its PEM."
            : account.TokenUri is { } address ? AddressRules.CheckShape("token_uri in private_key", address) : null;
        return fault is null;
    }

    /// <summary>What is wrong with the key itself, or null.</summary>
    public string? CheckKey() => TrySign([], out _) ? null : NoKey;

    /// <summary>Signs with the key, unless it is none.</summary>
    public bool TrySign(ReadOnlySpan<byte> text, out byte[] signature)
    {
        try
        {
            using var key = RSA.Create();
            key.ImportFromPem(PrivateKey);
            signature = key.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            return true;
        }
        catch (Exception broken) when (broken is CryptographicException or ArgumentException)
        {
            signature = [];
            return false;
        }
    }

    /// <summary>The account alone.</summary>
    public override string ToString() => Email;

    private static ServiceAccount? OfJson(string json)
    {
        try
        {
            var key = JsonElement.Parse(json);
            return key.Text("client_email"u8) is { Length: > 0 } email && key.Text("private_key"u8) is { Length: > 0 } pem
                ? new(email, Lines(pem), key.Text("private_key_id"u8), key.Text("token_uri"u8))
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Who copies a PEM out of JSON copies its line ends as two letters.
    private static string Lines(string pem) => pem.Replace("\\n", "\n", StringComparison.Ordinal);

    private static string Decode(string base64)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(base64)).Trim();
        }
        catch (FormatException)
        {
            return "";
        }
    }
}
