using Andamento.Api.Auth;
using Andamento.Identity;
using Andamento.Registry;
using Andamento.Serving;

namespace Andamento.Api.Registry;

/// <summary>Who may do what with a model: everybody with a token reads; its owner and administrators change.</summary>
internal sealed class ModelAccess(IGrainFactory grains)
{
    /// <summary>The list of models.</summary>
    public IModelDirectoryGrain Directory => grains.GetGrain<IModelDirectoryGrain>(IModelDirectoryGrain.Workspace);

    /// <summary>A model's grain.</summary>
    public IRegisteredModelGrain Model(ModelName name) => grains.GetGrain<IRegisteredModelGrain>(name.ToString());

    /// <summary>The grain that takes an upload's bytes.</summary>
    public IModelUploadGrain Upload(ModelName name, int version, ModelUpload upload) =>
        grains.GetGrain<IModelUploadGrain>(upload.KeyOf(name.ToString(), version));

    /// <summary>A model, to read it.</summary>
    /// <exception cref="ServingException"><see cref="FailureKind.ResourceNotFound"/>.</exception>
    public async Task<RegisteredModel> FindAsync(HttpContext context, ModelName name) =>
        await Model(name).GetAsync(context.RequestAborted)
        ?? throw new ServingException(FailureKind.ResourceNotFound, $"There is no registered model '{name}'.");

    /// <summary>A version, to read it.</summary>
    /// <exception cref="ServingException"><see cref="FailureKind.ResourceNotFound"/>.</exception>
    public async Task<RegisteredVersion> FindAsync(HttpContext context, ModelName name, int version) =>
        await Model(name).DescribeVersionAsync(version, context.RequestAborted)
        ?? throw new ServingException(FailureKind.ResourceNotFound, $"There is no version {version} of model '{name}'.");

    /// <summary>A model's grain, for a caller who may change the model.</summary>
    /// <exception cref="ServingException"><see cref="FailureKind.ResourceNotFound"/>, <see cref="FailureKind.PermissionDenied"/>.</exception>
    public async Task<IRegisteredModelGrain> FindToChangeAsync(HttpContext context, ModelName name)
    {
        var model = await FindAsync(context, name);
        if (MayChange(context.GetCaller(), model)) return Model(name);

        throw new ServingException(
            FailureKind.PermissionDenied, $"Model '{name}' belongs to '{model.Owner}'; its owner and administrators may change it.");
    }

    /// <summary>Whether a caller may change a model.</summary>
    public static bool MayChange(Principal caller, RegisteredModel model) => caller.IsAdministrator || caller.Name == model.Owner;
}
