using Andamento.Api.Auth;
using Andamento.Identity;

namespace Andamento.Api.Identity;

/// <summary>
/// Users, service principals and groups by SCIM (section 12; RFC 7644). Everybody who is signed in may read, administrators may write.
/// </summary>
internal static class ScimRoutes
{
    /// <summary>The path of all of them.</summary>
    public const string Root = "/api/2.0/preview/scim/v2";

    /// <summary>Adds the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var grains = routes.ServiceProvider.GetRequiredService<IGrainFactory>();
        var scim = routes.MapGroup(Root).WithTags("Identity").AnswerFailuresInScim().RequireCaller();
        new ScimPrincipals(grains, PrincipalKind.User).Map(scim.MapGroup("/Users"));
        new ScimPrincipals(grains, PrincipalKind.ServicePrincipal).Map(scim.MapGroup("/ServicePrincipals"));
        new ScimGroups(grains).Map(scim.MapGroup("/Groups"));
    }
}
