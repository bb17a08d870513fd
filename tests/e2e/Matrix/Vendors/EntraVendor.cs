using System.Web;
using Andamento.Tests.TestKit.Upstream;

namespace Andamento.Tests.EndToEnd.Matrix.Vendors;

/// <summary>The same at Azure for applications: the secret of one buys a token from Microsoft Entra, which opens the service.</summary>
internal sealed class EntraVendor : AzureVendor
{
    private const string Tenant = "tenant-matrix";
    private const string Client = "client-matrix";
    private const string Secret = "entra-secret-matrix-0123456789";
    private const string Token = "entra-token-matrix-0123456789";

    public override string Name => "azuread";

    public override IReadOnlyList<string> Secrets => [Secret, Token];

    /// <summary>How many tokens were sold.</summary>
    public int Sold { get; private set; }

    public override IReadOnlyDictionary<string, string?> Settings() => new Dictionary<string, string?>(base.Settings())
    {
        ["openai_api_type"] = "azuread",
        ["openai_api_key"] = null,
        ["microsoft_entra_tenant_id"] = Tenant,
        ["microsoft_entra_client_id"] = Client,
        ["microsoft_entra_client_secret"] = Secret,
        ["entra_authority_host"] = Address,
    };

    protected override string? Stranger(WireRequest request) =>
        Has(request, "Authorization", $"Bearer {Token}") && !request.Headers.ContainsKey("api-key")
            ? null
            : "Unauthorized. Access token is missing, invalid, audience is incorrect, or have expired.";

    protected override WireReply? Grant(WireRequest request)
    {
        if (request.Target != $"/{Tenant}/oauth2/v2.0/token") return null;

        var form = HttpUtility.ParseQueryString(request.Text);
        var fault = request.Method != "POST" || !Has(request, "Content-Type", "application/x-www-form-urlencoded") ? "invalid_request"
            : form["grant_type"] != "client_credentials" ? "unsupported_grant_type"
            : form["client_id"] != Client ? "unauthorized_client"
            : form["client_secret"] != Secret ? "invalid_client"
            : form["scope"] != "https://cognitiveservices.azure.com/.default" ? "invalid_scope"
            : form.Count != 4 ? "invalid_request"
            : null;
        if (fault is not null) return Replies.Json(400, $$"""{"error":"{{fault}}","error_description":"AADSTS0: {{fault}}"}""");

        Sold++;
        return Replies.Json(200, $$"""{"token_type":"Bearer","expires_in":3599,"access_token":"{{Token}}"}""");
    }
}
