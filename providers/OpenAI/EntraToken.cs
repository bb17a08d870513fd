using System.Security.Cryptography;
using System.Text;
using Andamento.Providers.Http;

namespace Andamento.Providers.OpenAI;

/// <summary>Microsoft Entra's client credentials: an application's secret buys a token for Azure.</summary>
internal static class EntraToken
{
    public const string DefaultAuthority = "https://login.microsoftonline.com";
    public const string DefaultScope = "https://cognitiveservices.azure.com/.default";

    /// <summary>What to buy for a target.</summary>
    public static TokenPurchase Of(ProviderTarget target)
    {
        var authority = (target.Setting("entra_authority_host") ?? DefaultAuthority).Trim().TrimEnd('/');
        var tenant = target.Setting("microsoft_entra_tenant_id")?.Trim() ?? "";
        var client = target.Setting("microsoft_entra_client_id")?.Trim() ?? "";
        var secret = target.Setting("microsoft_entra_client_secret")?.Trim() ?? "";
        var scope = target.Setting("entra_scope") ?? DefaultScope;
        var digest = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
        return new($"entra {authority} {tenant} {client} {digest} {scope}", _ => TokenOrder.Form(
            $"{authority}/{Uri.EscapeDataString(tenant)}/oauth2/v2.0/token",
            new("grant_type", "client_credentials"),
            new("client_id", client),
            new("client_secret", secret),
            new("scope", scope)));
    }
}
