using Andamento.Api.Auth;
using Andamento.Api.Catalogue;
using Andamento.Api.Control;
using Andamento.Api.Dialects.Messages;
using Andamento.Api.Failures;
using Andamento.Api.Health;
using Andamento.Api.Hosting;
using Andamento.Api.Identity;
using Andamento.Api.Invocations;
using Andamento.Api.Models;
using Andamento.Api.OAuth;
using Andamento.Api.OpenApi;
using Andamento.Api.Permissions;
using Andamento.Api.Records;
using Andamento.Api.Registry;
using Andamento.Api.Secrets;
using Andamento.Api.Tokens;

namespace Andamento.Api;

/// <summary>What the front door is made of. Where its grains are is the host's business.</summary>
internal static class FrontDoor
{
    /// <summary>Registers what the routes need.</summary>
    public static void AddFrontDoor(this WebApplicationBuilder builder)
    {
        builder.AddAuthentication();
        builder.AddHealth();
        builder.AddWorkspace();
        SecretRoutes.Add(builder);
        builder.Services.AddInvocations();
        builder.Services.AddCatalogue();
    }

    /// <summary>Puts every request through the same doors, then lists the groups of routes.</summary>
    public static void UseFrontDoor(this WebApplication app)
    {
        app.UseRequestIds();
        app.UseMiddleware<AccessLog>();
        app.UseMiddleware<FailureMiddleware>();

        // Control plane
        EndpointRoutes.Map(app);
        PermissionRoutes.Map(app);
        SecretRoutes.Map(app);
        SecretAclRoutes.Map(app);
        TokenRoutes.Map(app);
        IdentityRoutes.Map(app);
        UnityModelRoutes.Map(app);
        MlflowRoutes.Map(app);
        UploadRoutes.Map(app);
        ScimRoutes.Map(app);
        OAuthRoutes.Map(app);
        PrincipalSecretRoutes.Map(app);
        RecordRoutes.Map(app);

        // Data plane
        app.MapInvocations().RequireCaller();
        app.MapMessages().RequireCaller(apiKey: true);
        app.MapModels().RequireCaller();

        // The machine's operator and its orchestrator
        AdminRoutes.Map(app);
        HealthRoutes.Map(app);
        OpenApiRoutes.Map(app);
    }
}
