using System.Security.Cryptography;
using System.Text;
using Andamento.Tests.TestKit.Upstream;

namespace Andamento.Tests.EndToEnd.Matrix.Vendors;

/// <summary>Verifies Amazon's signature, version 4, as the service does: from the request as it came, and the secret.</summary>
internal sealed record SignatureCheck(string KeyId, string SecretKey, string Region, string Service)
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>What is wrong with the signature, or null.</summary>
    public string? Fault(WireRequest request)
    {
        var parts = Parts(request.Headers.GetValueOrDefault("Authorization") ?? "");
        if (parts.Count != 3) return "Missing Authentication Token";

        // 1. For whom, when and where it was made.
        var time = request.Headers.GetValueOrDefault("X-Amz-Date") ?? "";
        if (!DateTimeOffset.TryParseExact(
                time, "yyyyMMdd'T'HHmmss'Z'", null, System.Globalization.DateTimeStyles.AssumeUniversal, out var signedAt)
            || (TimeProvider.System.GetUtcNow() - signedAt).Duration() > Tolerance)
        {
            return "Signature expired";
        }

        var scope = $"{time[..8]}/{Region}/{Service}/aws4_request";
        if (parts["Credential"] != $"{KeyId}/{scope}") return "Credential should be scoped to a valid region";

        // 2. What it must cover.
        var names = parts["SignedHeaders"].Split(';');
        if (!names.SequenceEqual(names.Order(StringComparer.Ordinal)) || names.Any(name => name.Any(char.IsAsciiLetterUpper)))
            return "SignedHeaders must be sorted and in small letters";
        if (!names.Contains("host")) return "'Host' must be a 'SignedHeader' in the AWS Authorization.";
        if (request.Headers.Keys.FirstOrDefault(name => IsAmazons(name) && !names.Contains(name.ToLowerInvariant())) is { } unsigned)
            return $"'{unsigned}' must be a 'SignedHeader' in the AWS Authorization.";

        // 3. The signature itself.
        return CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(parts["Signature"]), Encoding.ASCII.GetBytes(Sign(request, names, time, scope)))
            ? null
            : "The request signature we calculated does not match the signature you provided.";
    }

    private string Sign(WireRequest request, string[] names, string time, string scope)
    {
        var headers = string.Concat(names.Select(name => $"{name}:{request.Headers.GetValueOrDefault(name)?.Trim()}\n"));
        var path = string.Join('/', request.Target.Split('?')[0].Split('/').Select(Uri.EscapeDataString));
        var canonical = $"{request.Method}\n{path}\n{request.Query.TrimStart('?')}\n{headers}\n{string.Join(';', names)}\n{Hash(request.Body)}";
        var toSign = $"{Algorithm}\n{time}\n{scope}\n{Hash(Encoding.UTF8.GetBytes(canonical))}";
        var key = scope.Split('/').Aggregate(Encoding.UTF8.GetBytes($"AWS4{SecretKey}"), Mac);
        return Convert.ToHexStringLower(Mac(key, toSign));
    }

    private static bool IsAmazons(string header) => header.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase);

    // Credential=…, SignedHeaders=…, Signature=…
    private static Dictionary<string, string> Parts(string authorization) => authorization.StartsWith($"{Algorithm} ", StringComparison.Ordinal)
        ? authorization[(Algorithm.Length + 1)..].Split(',', StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2))
            .Where(part => part.Length == 2)
            .ToDictionary(part => part[0], part => part[1])
        : [];

    private static byte[] Mac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
