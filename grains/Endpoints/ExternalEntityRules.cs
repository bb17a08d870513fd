using Andamento.Providers;
using Andamento.ServedEntities;
using Andamento.Serving;

namespace Andamento.Endpoints;

/// <summary>Rules for one external model (V5, V17 to V20). What a provider's settings are, its descriptor says.</summary>
internal static class ExternalEntityRules
{
    /// <summary>Checks one entity.</summary>
    public static ExternalPlan Plan(
        ServedEntityInput entity, ExternalModelInput external, string path, ProviderLookup providers)
    {
        CheckNoCompute(entity, path);
        path += ".external_model";
        var provider = Provider(external, path, providers);
        var task = Task(external, path, provider);
        if (string.IsNullOrWhiteSpace(external.Name))
            throw Invalid.Field($"{path}.name", "is required: the provider's name of the model.");

        var settings = new ProviderSettingsReader($"{path}.{provider.ConfigName}", Config(external, path, provider), provider);
        var (stored, plaintext, references) = settings.Read();
        return new(
            path[..^".external_model".Length],
            entity.Name ?? Named(external.Name, path),
            references,
            task,
            new() { Provider = provider.Name, Name = external.Name, ConfigName = provider.ConfigName, Settings = stored },
            plaintext);
    }

    private static string Named(string model, string path)
    {
        var name = EndpointNames.Default(model);
        EndpointNames.CheckShape($"{path[..^".external_model".Length]}.name", name);
        return name;
    }

    private static void CheckNoCompute(ServedEntityInput entity, string path)
    {
        var field = entity switch
        {
            { EntityVersion: not null } => "entity_version",
            { WorkloadSize: not null } => "workload_size",
            { WorkloadType: not null } => "workload_type",
            { ScaleToZeroEnabled: true } => "scale_to_zero_enabled",
            { MinProvisionedConcurrency: not null } => "min_provisioned_concurrency",
            { MaxProvisionedConcurrency: not null } => "max_provisioned_concurrency",
            { EnvironmentVars.IsEmpty: false } => "environment_vars",
            { InstanceProfileArn: not null } => "instance_profile_arn",
            _ => null,
        };
        if (field is not null) throw Invalid.Field($"{path}.{field}", "does not go with external_model.");
    }

    private static ProviderDescriptor Provider(ExternalModelInput external, string path, ProviderLookup providers) =>
        string.IsNullOrEmpty(external.Provider)
            ? throw Invalid.Field($"{path}.provider", "is required.")
            : providers(external.Provider)
                ?? throw Invalid.Value($"{path}.provider", external.Provider, "is no provider of this cluster.");

    private static ServingTask Task(ExternalModelInput external, string path, ProviderDescriptor provider)
    {
        if (!ServingTasks.TryParse(external.Task, out var task))
        {
            throw Invalid.Value(
                $"{path}.task", external.Task ?? "", "must be llm/v1/chat, llm/v1/completions or llm/v1/embeddings.");
        }

        return provider.Tasks.Contains(task.ToProvider())
            ? task
            : throw Invalid.Value(
                $"{path}.task", external.Task!, $"is not something that provider '{provider.Name}' does: it does {Tasks(provider)}.");
    }

    private static string Tasks(ProviderDescriptor provider) => string.Join(
        " and ",
        from task in new[] { ServingTask.Chat, ServingTask.Completions, ServingTask.Embeddings }
        where provider.Tasks.Contains(task.ToProvider())
        select task.ToWire());

    // V18
    private static ProviderConfigInput Config(ExternalModelInput external, string path, ProviderDescriptor provider)
    {
        var other = external.Configs.FirstOrDefault(config => config.Name != provider.ConfigName);
        if (other is not null)
        {
            throw Invalid.Field(
                $"{path}.{other.Name}", $"does not go with provider '{provider.Name}', which takes {provider.ConfigName}.");
        }

        return external.Configs.FirstOrDefault()
            ?? throw Invalid.Field($"{path}.{provider.ConfigName}", $"is required for provider '{provider.Name}'.");
    }
}
