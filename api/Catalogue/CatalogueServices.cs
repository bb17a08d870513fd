using Microsoft.Extensions.Options;

namespace Andamento.Api.Catalogue;

/// <summary>What the catalogue needs from the container.</summary>
internal static class CatalogueServices
{
    /// <summary>Registers it. The cluster client comes from the host.</summary>
    public static IServiceCollection AddCatalogue(this IServiceCollection services)
    {
        services.AddOptions<CatalogueOptions>().BindConfiguration(CatalogueOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<CatalogueOptions>, CatalogueOptionsCheck>();
        services.AddHostedService<CatalogueKeeper>();
        return services;
    }
}
