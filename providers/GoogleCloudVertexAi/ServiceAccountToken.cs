using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Andamento.Providers.Http;
using Andamento.Providers.Unified;

namespace Andamento.Providers.GoogleCloudVertexAi;

/// <summary>Google's tokens for service accounts: a claim signed with the account's key buys one (RFC 7523).</summary>
internal static class ServiceAccountToken
{
    private const string Google = "https://oauth2.googleapis.com/token";
    private const string Scope = "https://www.googleapis.com/auth/cloud-platform";

    private static readonly TimeSpan Life = TimeSpan.FromHours(1); // as long as Google grants

    /// <summary>What to buy for a target.</summary>
    /// <exception cref="ProviderException">Its key is none.</exception>
    public static TokenPurchase Of(ProviderTarget target)
    {
        if (!ServiceAccount.TryRead(
            target.Setting(VertexSettings.Key) ?? "", target.Setting(VertexSettings.Email), out var account, out var fault))
        {
            throw Refused(fault);
        }

        var audience = account.TokenUri ?? Google;
        var address = JsonPost.Base(target, VertexSettings.TokenAddress, audience);
        var digest = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(account.PrivateKey)));
        return new($"google {address} {account.Email} {account.KeyId} {digest}", now => TokenOrder.Form(
            address,
            new("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
            new("assertion", Assertion(account, audience, now))));
    }

    /// <summary>A signed claim to be the account.</summary>
    /// <param name="account">The account.</param>
    /// <param name="audience">Who shall believe it: Google, also where a proxy of the operator stands before it.</param>
    /// <param name="now">From when on it is good.</param>
    internal static string Assertion(ServiceAccount account, string audience, DateTimeOffset now)
    {
        var header = JsonBytes.Write(account.KeyId, static (json, key) =>
        {
            json.WriteStartObject();
            json.WriteString("alg"u8, "RS256"u8);
            json.WriteString("typ"u8, "JWT"u8);
            if (key is not null) json.WriteString("kid"u8, key);
            json.WriteEndObject();
        });
        var claims = JsonBytes.Write((account.Email, audience, now), static (json, all) =>
        {
            json.WriteStartObject();
            json.WriteString("iss"u8, all.Email);
            json.WriteString("scope"u8, Scope);
            json.WriteString("aud"u8, all.audience);
            json.WriteNumber("iat"u8, all.now.ToUnixTimeSeconds());
            json.WriteNumber("exp"u8, (all.now + Life).ToUnixTimeSeconds());
            json.WriteEndObject();
        });
        var claim = $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(claims)}";
        return $"{claim}.{Base64Url.EncodeToString(Sign(account, Encoding.ASCII.GetBytes(claim)))}";
    }

    private static byte[] Sign(ServiceAccount account, byte[] claim) =>
        account.TrySign(claim, out var signature) ? signature : throw Refused(ServiceAccount.NoKey);

    private static ProviderException Refused(string fault) =>
        new(ProviderFailure.Authentication, $"Provider {GoogleCloudVertexAiAdapter.Description.Name} cannot be asked: {fault}")
        {
            Code = "upstream_authentication_error",
        };
}
