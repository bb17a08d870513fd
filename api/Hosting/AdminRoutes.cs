using Andamento.Api.Control.Reading;
using Andamento.Api.Control.Writing;
using Andamento.Identity;
using Andamento.Serving;

namespace Andamento.Api.Hosting;

/// <summary>What the operator of the machine may ask through <see cref="AdminSocket"/>. On every other door the route does not exist.</summary>
internal sealed class AdminRoutes(IGrainFactory grains, string? socket)
{
    /// <summary>The route that makes a token.</summary>
    public const string Tokens = "/admin/tokens";

    /// <summary>Adds the route.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var services = routes.ServiceProvider;
        var data = services.GetRequiredService<IConfiguration>()[SettingKeys.Data];
        var operations = new AdminRoutes(services.GetRequiredService<IGrainFactory>(), data is null ? null : AdminSocket.PathIn(data));
        routes.MapPost(Tokens, operations.CreateTokenAsync).ExcludeFromDescription();
    }

    private async Task CreateTokenAsync(HttpContext context)
    {
        if (!AdminSocket.Carries(context, socket))
            throw new ServingException(FailureKind.RouteNotFound, $"There is no {context.Request.Method} {context.Request.Path}.");

        using var body = await ControlBody.ReadAsync(context);
        var wish = OperatorTokens.Wish(body.Root.Text("user"), body.Root.Flag("administrator") ?? false);
        var created = await grains.GetGrain<IIdentityGrain>(IIdentityGrain.Workspace).CreateTokenAsync(wish, context.RequestAborted);
        await JsonAnswer.WriteAsync(context, created.Value, static (json, value) =>
        {
            json.WriteStartObject();
            json.WriteString("token_value"u8, value);
            json.WriteEndObject();
        });
    }
}
