using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Web;
using Andamento.Tests.TestKit.Upstream;

namespace Andamento.Tests.EndToEnd.Matrix.Vendors;

/// <summary>Google's token service: sells a token for a claim that a service account has signed, and looks at every word of it.</summary>
internal sealed class GoogleTokens : IDisposable
{
    /// <summary>Its address.</summary>
    public const string Path = "/token";

    /// <summary>What it sells.</summary>
    public const string Token = "google-token-matrix-0123456789";
    private const string Account = "matrix@matrix-project.iam.gserviceaccount.com";
    private const string Audience = "https://oauth2.googleapis.com/token";
    private const string KeyId = "matrix-key";

    private readonly RSA _key = RSA.Create(2048);

    /// <summary>What opens the service.</summary>
    public static string Bearer => $"Bearer {Token}";

    /// <summary>The file that Google gives for the account.</summary>
    public string KeyFile => JsonSerializer.Serialize(new
    {
        type = "service_account",
        project_id = "matrix-project",
        private_key_id = KeyId,
        private_key = _key.ExportPkcs8PrivateKeyPem(),
        client_email = Account,
        token_uri = Audience,
    });

    /// <summary>Sells, or says why not.</summary>
    public WireReply Sell(WireRequest request)
    {
        var form = HttpUtility.ParseQueryString(request.Text);
        var fault = request.Method != "POST" || !request.Headers.GetValueOrDefault("Content-Type", "").StartsWith("application/x-www-form-urlencoded", StringComparison.Ordinal)
            ? "the request must be a form"
            : form["grant_type"] != "urn:ietf:params:oauth:grant-type:jwt-bearer" ? "unknown grant_type"
            : Fault(form["assertion"]?.Split('.') ?? []);
        return fault is null
            ? Replies.Json(200, $$"""{"access_token":"{{Token}}","expires_in":3599,"token_type":"Bearer"}""")
            : Replies.Json(400, JsonSerializer.Serialize(new { error = "invalid_grant", error_description = fault }));
    }

    public void Dispose() => _key.Dispose();

    private string? Fault(string[] parts)
    {
        if (parts.Length != 3) return "the assertion is no JWT";

        var signed = Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}");
        if (!_key.VerifyData(signed, Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))
            return "Invalid JWT Signature.";

        var (header, claims) = (Read(parts[0]), Read(parts[1]));
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var (issued, expires) = (claims.GetProperty("iat").GetInt64(), claims.GetProperty("exp").GetInt64());
        return Text(header, "alg") != "RS256" || Text(header, "kid") != KeyId ? "Invalid JWT header."
            : Text(claims, "iss") != Account ? "Invalid grant: account not found"
            : Text(claims, "aud") != Audience ? "Invalid JWT: audience"
            : Text(claims, "scope") != "https://www.googleapis.com/auth/cloud-platform" ? "invalid_scope"
            : Math.Abs(now - issued) > 300 || expires <= now || expires - issued > 3600 ? "Invalid JWT: Token must be a short-lived token"
            : null;
    }

    private static JsonElement Read(string part) => JsonSerializer.Deserialize<JsonElement>(Base64Url.DecodeFromChars(part));

    private static string? Text(JsonElement parent, string name) => parent.TryGetProperty(name, out var value) ? value.GetString() : null;
}
