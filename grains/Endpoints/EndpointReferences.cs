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
                ModelPlan model => await DefineModelAsync(model, by, cancellationToken),
                _ => throw new InvalidOperationException($"{plan.GetType()} is no plan."),
            });
        }

        return definitions.MoveToImmutable();
    }

    /// <summary>Looks up again what entities of an earlier config refer to. Answers them with the models as they are registered now.</summary>
    /// <exception cref="ServingException">As for <see cref="DefineAsync"/>.</exception>
    public async Task<ImmutableArray<ServedEntityDefinition>> CheckAgainAsync(
        ImmutableArray<ServedEntityDefinition> entities, Principal caller, CancellationToken cancellationToken)
    {
        await CheckSecretsAsync(entities.SelectMany((entity, index) => References(entity.Entity, index)), caller, cancellationToken);
        var found = ImmutableArray.CreateBuilder<ServedEntityDefinition>(entities.Length);
        foreach (var entity in entities)
        {
            found.Add(entity.Replicas is not { } replicas ? entity : entity with
            {
                Replicas = replicas with
                {
                    Model = await FindAsync(
                        $"served_entities[{found.Count}]", entity.Entity.EntityName!, entity.Entity.EntityVersion!, cancellationToken),
                },
            });
        }

        return found.MoveToImmutable();
    }

    private async Task<ServedEntityDefinition> DefineModelAsync(ModelPlan plan, EntityDefinitions.Introduction by, CancellationToken cancellationToken)
    {
        var definition = EntityDefinitions.Model(plan, await FindAsync(plan.Path, plan.Model, plan.Version, cancellationToken), by);
        if (plan.Compute.Throughput is not { } throughput) return definition;

        var model = await grains.GetGrain<IModelThroughputGrain>(IModelThroughputGrain.KeyOf(plan.Model, plan.Version)).DescribeAsync(cancellationToken);
        ThroughputRules.Check(plan, throughput, model);
        return EntityDefinitions.WithThroughput(definition, ThroughputRules.InTokens(throughput, model!.ChunkSize), model.ChunkSize);
    }

    private static IEnumerable<PlannedReference> References(ServedEntity entity, int index)
    {
        foreach (var (name, value) in (entity.External?.Settings ?? []).Concat(entity.EnvironmentVars))
        {
            if (SecretReference.TryParse(value, out var secret)) yield return new($"served_entities[{index}].{name}", secret);
        }
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

    private async Task<ModelVersion> FindAsync(string path, string model, string version, CancellationToken cancellationToken) =>
        await grains.GetGrain<IRegisteredModelGrain>(model).GetVersionAsync(version, cancellationToken)
        ?? throw new ServingException(
            FailureKind.ResourceNotFound, $"{path}.entity_name: there is no version '{version}' of model '{model}'.");

    private ImmutableArray<SealedSetting> Seal(ExternalPlan plan, string endpointId) =>
        [.. plan.Plaintext.Select(secret => new SealedSetting(
            secret.Name, protector.Seal(Purpose(endpointId, secret.Name), Encoding.UTF8.GetBytes(secret.Value))))];
}
