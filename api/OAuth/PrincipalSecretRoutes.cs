using System.Globalization;
using System.Text.Json;
using Andamento.Api.Auth;
using Andamento.Api.Control.Reading;
using Andamento.Api.Control.Writing;
using Andamento.Identity;
using Microsoft.AspNetCore.Http.Features;

namespace Andamento.Api.OAuth;

/// <summary>Secrets that service principals sign in with. All of it is for administrators.</summary>
internal sealed class PrincipalSecretRoutes(IGrainFactory grains)
{
    /// <summary>Adds the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var operations = new PrincipalSecretRoutes(routes.ServiceProvider.GetRequiredService<IGrainFactory>());
        var secrets = routes.MapGroup("/api/2.0/accounts/servicePrincipals/{id}/credentials/secrets").WithTags("Sign-in").RequireCaller();
        secrets.MapPost("", operations.CreateAsync);
        secrets.MapGet("", operations.ListAsync);
        secrets.MapDelete("/{secret}", operations.DeleteAsync);
    }

    /// <summary>Reads how long a secret shall work, written <c>3600s</c>; null for the longest.</summary>
    public static TimeSpan? ReadLifetime(JsonField body) => body.TextOrNumber("lifetime") switch
    {
        null => null,
        var sent when long.TryParse(sent.TrimEnd('s'), NumberStyles.None, null, out var seconds) && seconds < int.MaxValue =>
            TimeSpan.FromSeconds(seconds),
        var sent => throw body.Wrong("lifetime", $"'{sent}' must be seconds, for example 3600s."),
    };

    private IIdentityGrain Identity => grains.GetGrain<IIdentityGrain>(IIdentityGrain.Workspace);

    private async Task CreateAsync(HttpContext context)
    {
        context.RequireAdministrator();
        var made = await Identity.CreateSecretAsync(PrincipalOf(context), await ReadLifetimeAsync(context), context.RequestAborted);
        context.Response.Headers.CacheControl = "no-store";
        await JsonAnswer.WriteAsync(context, made, static (json, secret) =>
        {
            json.WriteStartObject();
            json.WriteString("secret"u8, secret.Value);
            WriteMembers(json, secret.Info);
            json.WriteEndObject();
        });
    }

    private async Task ListAsync(HttpContext context)
    {
        context.RequireAdministrator();
        var secrets = await Identity.ListSecretsAsync(PrincipalOf(context), context.RequestAborted);
        await JsonAnswer.WriteAsync(context, secrets, static (json, all) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("secrets"u8);
            foreach (var secret in all)
            {
                json.WriteStartObject();
                WriteMembers(json, secret);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private async Task DeleteAsync(HttpContext context)
    {
        context.RequireAdministrator();
        await Identity.DeleteSecretAsync(PrincipalOf(context), (string)context.GetRouteValue("secret")!, context.RequestAborted);
        await JsonAnswer.EmptyAsync(context);
    }

    // Some clients send no body at all.
    private static async Task<TimeSpan?> ReadLifetimeAsync(HttpContext context)
    {
        if (context.Request.ContentLength is 0 || context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody is not true) return null;

        using var body = await ControlBody.ReadAsync(context);
        return ReadLifetime(body.Root);
    }

    private static string PrincipalOf(HttpContext context) => (string)context.GetRouteValue("id")!;

    private static void WriteMembers(Utf8JsonWriter json, PrincipalSecret secret)
    {
        json.WriteString("id"u8, secret.Id);
        json.WriteString("secret_hash"u8, secret.Hash);
        json.WriteString("create_time"u8, Time(secret.CreatedAt));
        json.WriteString("update_time"u8, Time(secret.CreatedAt));
        json.WriteString("expire_time"u8, Time(secret.ExpiresAt));
        json.WriteString("status"u8, "ACTIVE"u8);
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
