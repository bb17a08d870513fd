using Andamento.Endpoints;
using Andamento.Identity;
using Andamento.RateLimits;
using Andamento.Registry;
using Andamento.Replicas;
using Andamento.ServedEntities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Andamento;

/// <summary>What grains take from the container, besides what the silo offers: storage, secrets, models, providers.</summary>
internal static class GrainServices
{
    /// <summary>Adds it to one silo.</summary>
    public static IServiceCollection AddAndamentoGrains(this IServiceCollection services)
    {
        services.AddSingleton<LocalReplicas>();
        services.AddSingleton(provider => new ProcessLoad(provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<LocalEntities>();
        services.AddSingleton<ILocalEntities>(provider => provider.GetRequiredService<LocalEntities>());
        services.AddSingleton<EntityFactory>();
        services.TryAddSingleton<INotificationSink, LoggedNotifications>();
        services.AddHostedService<EndpointWaker>();
        services.AddHostedService<RegistryWaker>();

        services.AddOptions<EndpointOptions>().BindConfiguration("Andamento:Endpoints").ValidateOnStart();
        services.AddSingleton<IValidateOptions<EndpointOptions>, EndpointOptionsRanges>();
        services.AddOptions<ReplicaOptions>().BindConfiguration("Andamento:Replicas").ValidateOnStart();
        services.AddSingleton<IValidateOptions<ReplicaOptions>, ReplicaOptionsRanges>();
        services.AddOptions<IdentityOptions>().BindConfiguration("Andamento:Identity").ValidateOnStart();
        services.AddSingleton<IValidateOptions<IdentityOptions>, IdentityOptionsRanges>();
        services.AddOptions<ServedEntityOptions>().BindConfiguration("Andamento:ServedEntities").ValidateOnStart();
        services.AddSingleton<IValidateOptions<ServedEntityOptions>, ServedEntityOptionsRanges>();
        services.AddSingleton<IValidateOptions<ServedEntityOptions>, ServedEntityOptionsCheck>();
        services.AddOptions<RateLimitOptions>().BindConfiguration("Andamento:RateLimits").ValidateOnStart();
        services.AddSingleton<IValidateOptions<RateLimitOptions>, RateLimitOptionsRanges>();
        services.AddOptions<RegistryOptions>().BindConfiguration("Andamento:Registry").ValidateOnStart();
        services.AddSingleton<IValidateOptions<RegistryOptions>, RegistryOptionsRanges>();
        return services;
    }
}
