using System.Text.Json;
using Andamento.Api.Auth;
using Andamento.Api.Control.Reading;
using Andamento.Api.Control.Writing;
using Andamento.Identity;
using Andamento.Serving;

namespace Andamento.Api.Tokens;

/// <summary>The caller's own tokens (section 11).</summary>
internal sealed class TokenRoutes(IGrainFactory grains)
{
    private const long LongestLifetimeSeconds = 100L * 365 * 24 * 60 * 60;

    /// <summary>Adds the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var operations = new TokenRoutes(routes.ServiceProvider.GetRequiredService<IGrainFactory>());
        var tokens = routes.MapGroup("/api/2.0/token").WithTags("Tokens").RequireCaller();
        tokens.MapPost("/create", operations.CreateAsync);
        tokens.MapGet("/list", operations.ListAsync);
        tokens.MapPost("/delete", operations.DeleteAsync);
        tokens.MapPatch("/{id}", operations.UpdateAsync);
    }

    /// <summary>Reads the lifetime; null for a token that does not expire, which is asked for by -1 too.</summary>
    public static TimeSpan? ReadLifetime(JsonField body) => body.Integer("lifetime_seconds") switch
    {
        null or -1 => null,
        > 0 and <= LongestLifetimeSeconds and { } seconds => TimeSpan.FromSeconds(seconds),
        var other => throw body.Wrong("lifetime_seconds", $"{other} must be -1, or 1 to {LongestLifetimeSeconds}."),
    };

    private async Task CreateAsync(HttpContext context)
    {
        using var body = await ControlBody.ReadAsync(context);
        var wish = new NewToken
        {
            User = context.GetCaller().Name,
            Comment = body.Root.Text("comment") ?? "",
            Lifetime = ReadLifetime(body.Root),
            OwnerMustExist = true,
        };
        var created = await Identity.CreateTokenAsync(wish, context.RequestAborted);
        await JsonAnswer.WriteAsync(context, created, static (json, token) =>
        {
            json.WriteStartObject();
            json.WriteString("token_value"u8, token.Value);
            json.WritePropertyName("token_info"u8);
            WriteInfo(json, token.Info);
            json.WriteEndObject();
        });
    }

    private async Task ListAsync(HttpContext context)
    {
        var tokens = await Identity.ListTokensAsync(context.GetCaller().Name, context.RequestAborted);
        await JsonAnswer.WriteAsync(context, tokens, static (json, infos) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("token_infos"u8);
            foreach (var info in infos) WriteInfo(json, info);

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private async Task DeleteAsync(HttpContext context)
    {
        using var body = await ControlBody.ReadAsync(context);
        var id = body.Root.RequiredText("token_id");
        if (!await Identity.RevokeTokenAsync(context.GetCaller().Name, id, context.RequestAborted)) throw NotYours(id);

        await JsonAnswer.EmptyAsync(context);
    }

    private async Task UpdateAsync(HttpContext context)
    {
        using var body = await ControlBody.ReadAsync(context);
        var id = (string)context.GetRouteValue("id")!;
        var comment = (body.Root.Object("token") ?? body.Root).Text("comment") ?? throw body.Root.Wrong("token.comment", "is missing.");
        if (!await Identity.UpdateTokenAsync(context.GetCaller().Name, id, comment, context.RequestAborted)) throw NotYours(id);

        await JsonAnswer.EmptyAsync(context);
    }

    private static ServingException NotYours(string id) =>
        new(FailureKind.ResourceNotFound, $"You have no token with the id '{id}'.");

    private IIdentityGrain Identity => grains.GetGrain<IIdentityGrain>(IIdentityGrain.Workspace);

    private static void WriteInfo(Utf8JsonWriter json, TokenInfo info)
    {
        json.WriteStartObject();
        json.WriteString("token_id"u8, info.TokenId);
        json.WriteNumber("creation_time"u8, info.CreatedAt.ToUnixTimeMilliseconds());
        json.WriteNumber("expiry_time"u8, info.ExpiresAt?.ToUnixTimeMilliseconds() ?? -1);
        json.WriteString("comment"u8, info.Comment);
        json.WriteEndObject();
    }
}
