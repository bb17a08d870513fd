using Andamento.Api.Guardrails;
using Andamento.Api.Limits;
using Andamento.Api.Records;
using Andamento.ServedEntities;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Andamento.Api.Invocations;

/// <summary>What queries need from the container.</summary>
internal static class InvocationServices
{
    /// <summary>Registers it. The cluster client comes from the host.</summary>
    public static IServiceCollection AddInvocations(this IServiceCollection services)
    {
        services.AddOptions<InvocationOptions>().BindConfiguration(InvocationOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<InvocationOptions>, InvocationOptionsRanges>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ILocalEntities, NoLocalEntities>(); // a silo in this process knows better

        services.AddSingleton<EndpointSnapshots>();
        services.AddHostedService(provider => provider.GetRequiredService<EndpointSnapshots>());
        services.AddSingleton<QuerySlots>();
        services.AddSingleton<InvocationReader>();
        services.AddLimits();
        services.AddSingleton<EntityCaller>();
        services.AddGuardrails();
        services.AddSingleton<EndpointCounters>();
        services.AddSingleton<InvocationMetrics>();
        services.AddRecords();
        services.AddSingleton<InvocationPipeline>();
        return services;
    }
}

/// <summary>What a front door has that is no silo: every served entity runs elsewhere.</summary>
internal sealed class NoLocalEntities : ILocalEntities
{
    /// <inheritdoc />
    public IServedEntity? Find(string key) => null;
}
