using System.Collections.Immutable;
using System.Text;
using Andamento.Identity;
using Andamento.Registry;
using Andamento.Secrets;
using Andamento.Serving;

namespace Andamento.Endpoints;

/// <summary>Looks up what plans refer to and makes definitions of them (V21, V22).</summary>
internal sealed class EndpointReferences(IGrainFactory grains, ISecretProtector protector)
{
    /// <summary>What a credential of an endpoint is sealed for.</summary>
    public static string Purpose(string endpointId, string setting) => $"endpoint/{endpointId}/{setting}";

    /// <summary>Makes definitions, in the order of the plans.</summary>
    /// <exception cref="ServingException">A secret or a model version does not exist, or the caller may not read it.</exception>
    public async Task<ImmutableArray<ServedEntityDefinition>> DefineAsync(
        ImmutableArray<EntityPlan> plans, string endpointId, EntityDefinitions.Introduction by, Principal caller,
        CancellationToken cancellationToken)
    {
        await CheckSecretsAsync(plans.SelectMany(plan => plan.Secrets), caller, cancellationToken);

        var definitions = ImmutableArray.CreateBuilder<ServedEntityDefinition>(plans.Length);
        foreach (var plan in plans)
        {
            definitions.Add(plan switch
            {
                ExternalPlan external => EntityDefinitions.External(external, Seal(external, endpointId), by),
                ModelPlan model => EntityDefinitions.Model(model, await FindAsync(model, cancellationToken), by),
                _ => throw new InvalidOperationException($"{plan.GetType()} is no plan."),
            });
        }

        return definitions.MoveToImmutable();
    }

    private async Task CheckSecretsAsync(
        IEnumerable<PlannedReference> references, Principal caller, CancellationToken cancellationToken)
    {
        foreach (var scope in references.GroupBy(reference => reference.Secret.Scope, StringComparer.Ordinal))
        {
            var known = await grains.GetGrain<ISecretScopeGrain>(scope.Key).DescribeAsync(cancellationToken);
            foreach (var (field, secret) in scope)
            {
                // The same words for both, or anybody could find out which scopes there are.
                if (known is null || known.PermissionOf(caller) < SecretPermission.Read)
                    throw Invalid.Value(field, secret.Scope, "is no secret scope that you may read.");
                if (known.Secrets.All(existing => existing.Key != secret.Key))
                    throw Invalid.Value(field, secret.Key, $"is no secret of scope '{secret.Scope}'.");
            }
        }
    }

    private async Task<ModelVersion> FindAsync(ModelPlan plan, CancellationToken cancellationToken) =>
        await grains.GetGrain<IRegisteredModelGrain>(plan.Model).GetVersionAsync(plan.Version, cancellationToken)
        ?? throw new ServingException(
            FailureKind.ResourceNotFound,
            $"{plan.Path}.entity_name: there is no version '{plan.Version}' of model '{plan.Model}'.");

    private ImmutableArray<SealedSetting> Seal(ExternalPlan plan, string endpointId) =>
        [.. plan.Plaintext.Select(secret => new SealedSetting(
            secret.Name, protector.Seal(Purpose(endpointId, secret.Name), Encoding.UTF8.GetBytes(secret.Value))))];
}
