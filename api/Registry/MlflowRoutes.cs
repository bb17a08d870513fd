using Andamento.Api.Auth;
using Andamento.Serving;

namespace Andamento.Api.Registry;

/// <summary>
/// MLflow's registry (section 13.2): <c>/api/2.0/mlflow</c> for the workspace, <c>/api/2.0/mlflow/unity-catalog</c> for names of
/// three parts.
/// </summary>
internal static class MlflowRoutes
{
    /// <summary>Adds the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var access = new ModelAccess(routes.ServiceProvider.GetRequiredService<IGrainFactory>());
        var workspace = routes.MapGroup("/api/2.0/mlflow").WithTags("Model registry").RequireCaller();
        Map(workspace, new(access, RegistryKind.Workspace), new(access, RegistryKind.Workspace));
        MapWorkspace(workspace, new(access, RegistryKind.Workspace), new(access, RegistryKind.Workspace));

        var unity = routes.MapGroup("/api/2.0/mlflow/unity-catalog").WithTags("Model registry").RequireCaller();
        Map(unity, new(access, RegistryKind.Unity), new(access, RegistryKind.Unity));
        MapUnity(unity, new(access, RegistryKind.Unity));
    }

    private static void Map(RouteGroupBuilder group, MlflowModels models, MlflowVersions versions)
    {
        group.MapPost("/registered-models/create", models.CreateAsync);
        group.MapGet("/registered-models/get", models.GetAsync);
        group.MapPatch("/registered-models/update", models.UpdateAsync);
        group.MapDelete("/registered-models/delete", models.DeleteAsync);
        group.MapGet("/registered-models/search", models.SearchAsync);
        group.MapPost("/registered-models/set-tag", models.SetTagAsync);
        group.MapDelete("/registered-models/delete-tag", models.DeleteTagAsync);
        group.MapPost("/registered-models/alias", models.SetAliasAsync);
        group.MapDelete("/registered-models/alias", models.DeleteAliasAsync);
        group.MapGet("/registered-models/alias", models.GetByAliasAsync);

        group.MapPost("/model-versions/create", versions.CreateAsync);
        group.MapGet("/model-versions/get", versions.GetAsync);
        group.MapGet("/model-versions/get-download-uri", versions.GetDownloadUriAsync);
        group.MapGet("/model-versions/search", versions.SearchAsync);
        group.MapPatch("/model-versions/update", versions.UpdateAsync);
        group.MapDelete("/model-versions/delete", versions.DeleteAsync);
        group.MapPost("/model-versions/set-tag", versions.SetTagAsync);
        group.MapDelete("/model-versions/delete-tag", versions.DeleteTagAsync);
    }

    private static void MapWorkspace(RouteGroupBuilder group, MlflowModels models, MlflowVersions versions)
    {
        group.MapGet("/databricks/registered-models/get", models.GetDatabricksAsync);
        group.MapPost("/registered-models/rename", models.RenameAsync);
        group.MapGet("/registered-models/list", models.SearchAsync);
        group.MapMethods("/registered-models/get-latest-versions", ["GET", "POST"], models.GetLatestVersionsAsync);
        group.MapPost("/model-versions/transition-stage", versions.TransitionStageAsync);
        group.MapPost("/databricks/model-versions/transition-stage", versions.TransitionDatabricksStageAsync);
    }

    private static void MapUnity(RouteGroupBuilder group, MlflowVersions versions)
    {
        group.MapPost("/model-versions/finalize", versions.FinalizeAsync);
        group.MapPost("/model-versions/generate-temporary-credentials", RefuseAsync);
        group.MapPost("/model-versions/emit-lineage", RefuseAsync);
    }

    private static Task RefuseAsync(HttpContext context) => throw new ServingException(
        FailureKind.NotSupported,
        "This registry keeps files in its own store and gives no credentials for another; it records no lineage. "
        + "Upload with /api/2.0/andamento/models/{name}/versions/{version}/upload.");
}
