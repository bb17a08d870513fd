using Andamento.Serving;
using Orleans.Concurrency;

namespace Andamento.Registry;

/// <summary>Reads versions where the silo keeps them. It holds nothing: a version put there is seen at once.</summary>
[StatelessWorker]
[Reentrant] // Safe: there is no state.
internal sealed class RegisteredModelGrain(IModelStore models) : Grain, IRegisteredModelGrain
{
    public async Task<ModelVersion?> GetVersionAsync(string version, CancellationToken cancellationToken)
    {
        try
        {
            return await models.FindAsync(this.GetPrimaryKeyString(), version, cancellationToken);
        }
        catch (InvalidDataException broken)
        {
            throw new ServingException(
                FailureKind.InvalidParameter,
                $"Version '{version}' of model '{this.GetPrimaryKeyString()}' cannot be served: {broken.Message}", broken);
        }
    }
}
