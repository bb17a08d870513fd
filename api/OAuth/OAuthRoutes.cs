using System.Text;
using System.Text.Json;
using Andamento.Api.Control.Writing;
using Andamento.Api.Identity;
using Andamento.Identity;
using Andamento.Serving;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Andamento.Api.OAuth;

/// <summary>How programs sign in (section 11): what there is, and an access token for a service principal's secret.</summary>
internal sealed class OAuthRoutes(IGrainFactory grains, IOptions<WorkspaceOptions> workspace)
{
    private const int MaxBodyBytes = 16 * 1024; // anybody may send one

    /// <summary>Adds the routes. They are for callers who have no token yet.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var services = routes.ServiceProvider;
        var operations = new OAuthRoutes(
            services.GetRequiredService<IGrainFactory>(), services.GetRequiredService<IOptions<WorkspaceOptions>>());
        routes.MapGet("/.well-known/databricks-config", operations.DescribeHostAsync).WithTags("Sign-in");
        routes.MapGet("/oidc/.well-known/oauth-authorization-server", operations.DescribeServerAsync).WithTags("Sign-in");
        routes.MapGet("/oidc/.well-known/openid-configuration", operations.DescribeServerAsync).WithTags("Sign-in");
        routes.MapGet("/oidc/v1/authorize", (RequestDelegate)RefuseToAuthorize).WithTags("Sign-in");
        routes.MapPost("/oidc/v1/token", operations.IssueAsync).WithTags("Sign-in");
    }

    private Task DescribeHostAsync(HttpContext context) =>
        JsonAnswer.WriteAsync(context, (Address: AddressOf(context), workspace.Value.Id), static (json, host) =>
        {
            json.WriteStartObject();
            json.WriteString("oidc_endpoint"u8, $"{host.Address}/oidc");
            json.WriteString("workspace_id"u8, $"{host.Id}");
            json.WriteEndObject();
        });

    private Task DescribeServerAsync(HttpContext context) => JsonAnswer.WriteAsync(context, AddressOf(context), static (json, address) =>
    {
        json.WriteStartObject();
        json.WriteString("issuer"u8, $"{address}/oidc");
        json.WriteString("authorization_endpoint"u8, $"{address}/oidc/v1/authorize"); // SDKs want it, whatever they do with it
        json.WriteString("token_endpoint"u8, $"{address}/oidc/v1/token");
        WriteList(json, "grant_types_supported"u8, "client_credentials");
        WriteList(json, "response_types_supported"u8);
        WriteList(json, "scopes_supported"u8, TokenRequest.Scope);
        WriteList(json, "token_endpoint_auth_methods_supported"u8, "client_secret_basic", "client_secret_post");
        json.WriteEndObject();
    });

    private static Task RefuseToAuthorize(HttpContext _) => throw new ServingException(
        FailureKind.NotSupported, "People do not sign in here through a browser. Use a personal token, or a service principal's secret.");

    private async Task IssueAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        try
        {
            var request = TokenRequest.Read(context.Request.Headers.Authorization, await ReadAsync(context));
            var identity = grains.GetGrain<IIdentityGrain>(IIdentityGrain.Workspace);
            var token = await identity.IssueAccessTokenAsync(request.ClientId, request.ClientSecret, context.RequestAborted)
                ?? throw OAuthException.UnknownClient();
            await JsonAnswer.WriteAsync(context, token, WriteToken);
        }
        catch (OAuthException refused)
        {
            context.Response.StatusCode = refused.Status;
            if (refused.Status is StatusCodes.Status401Unauthorized) context.Response.Headers[HeaderNames.WWWAuthenticate] = "Basic";
            await JsonAnswer.WriteAsync(context, refused, WriteError);
        }
    }

    private static async Task<string> ReadAsync(HttpContext context)
    {
        var body = new byte[MaxBodyBytes];
        var length = await context.Request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, context.RequestAborted);
        return length < body.Length
            ? Encoding.UTF8.GetString(body, 0, length)
            : throw new OAuthException("invalid_request", $"The body must have less than {MaxBodyBytes} bytes.");
    }

    private static void WriteToken(Utf8JsonWriter json, AccessToken token)
    {
        json.WriteStartObject();
        json.WriteString("access_token"u8, token.Value);
        json.WriteString("token_type"u8, "Bearer"u8);
        json.WriteNumber("expires_in"u8, (long)token.Lifetime.TotalSeconds);
        json.WriteString("scope"u8, TokenRequest.Scope);
        json.WriteEndObject();
    }

    private static void WriteError(Utf8JsonWriter json, OAuthException refused)
    {
        json.WriteStartObject();
        json.WriteString("error"u8, refused.Error);
        json.WriteString("error_description"u8, refused.Message);
        json.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter json, ReadOnlySpan<byte> name, params ReadOnlySpan<string> items)
    {
        json.WriteStartArray(name);
        foreach (var item in items) json.WriteStringValue(item);

        json.WriteEndArray();
    }

    private string AddressOf(HttpContext context) =>
        workspace.Value.PublicUrl?.TrimEnd('/') ?? $"{context.Request.Scheme}://{context.Request.Host}{context.Request.PathBase}";
}
