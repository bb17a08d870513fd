using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Andamento.Providers.AmazonBedrock;

/// <summary>Amazon's signature, version 4: a proof, good for some minutes, that the sender of a call holds a key.</summary>
internal static class AwsSignature
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>The service that calls of models are signed for, although their host says bedrock-runtime.</summary>
    public const string Bedrock = "bedrock";

    /// <summary>The service that gives temporary keys.</summary>
    public const string Tokens = "sts";

    /// <summary>Signs a call: its method, path, host, media type, time and body.</summary>
    public static void Sign(
        HttpRequestMessage request, ReadOnlySpan<byte> body, AwsCredentials credentials, string region, string service, DateTimeOffset now)
    {
        var time = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'");
        request.Headers.TryAddWithoutValidation("X-Amz-Date", time);
        if (credentials.SessionToken is { } token) request.Headers.TryAddWithoutValidation("X-Amz-Security-Token", token);

        var scope = $"{time[..8]}/{region}/{service}/aws4_request";
        var (names, canonical) = Canonical(request, body, time, credentials.SessionToken);
        var toSign = $"{Algorithm}\n{time}\n{scope}\n{Hash(Encoding.UTF8.GetBytes(canonical))}";
        var signature = Convert.ToHexStringLower(Mac(Key(credentials.SecretKey, scope), toSign));
        request.Headers.Authorization = new AuthenticationHeaderValue(
            Algorithm, $"Credential={credentials.KeyId}/{scope}, SignedHeaders={names}, Signature={signature}");
    }

    private static (string Names, string Request) Canonical(
        HttpRequestMessage request, ReadOnlySpan<byte> body, string time, string? sessionToken)
    {
        List<(string Name, string Value)> headers =
        [
            ("content-type", request.Content!.Headers.ContentType!.ToString()),
            ("host", request.RequestUri!.Authority),
            ("x-amz-date", time),
        ];
        if (sessionToken is not null) headers.Add(("x-amz-security-token", sessionToken));

        var names = string.Join(';', headers.Select(header => header.Name));
        var lines = string.Concat(headers.Select(header => $"{header.Name}:{header.Value}\n"));
        return (names, $"{request.Method}\n{Path(request.RequestUri)}\n\n{lines}\n{names}\n{Hash(body)}");
    }

    // The path as it is sent, encoded once more: %3A counts as %253A.
    private static string Path(Uri address) => string.Join('/', address.AbsolutePath.Split('/').Select(Uri.EscapeDataString));

    private static byte[] Key(string secret, string scope)
    {
        var key = Encoding.UTF8.GetBytes("AWS4" + secret);
        foreach (var part in scope.Split('/')) key = Mac(key, part);
        return key;
    }

    private static byte[] Mac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}

/// <summary>A key of an AWS account.</summary>
/// <param name="KeyId">Its id, which is no secret.</param>
/// <param name="SecretKey">The secret.</param>
/// <param name="SessionToken">What goes with a temporary key; null for a lasting one.</param>
internal sealed record AwsCredentials(string KeyId, string SecretKey, string? SessionToken = null)
{
    /// <summary>The key as one text: what a purchase of temporary keys brings.</summary>
    public string ToToken() => $"{KeyId}\n{SecretKey}\n{SessionToken}";

    /// <summary>A key from such a text.</summary>
    public static AwsCredentials OfToken(string token) => token.Split('\n') is [var id, var secret, var session]
        ? new(id, secret, session)
        : throw new ArgumentException("That is no key.", nameof(token));

    /// <summary>The id alone.</summary>
    public override string ToString() => KeyId;
}
