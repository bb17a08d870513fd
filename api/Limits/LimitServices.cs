namespace Andamento.Api.Limits;

/// <summary>What rate limits need from the container.</summary>
internal static class LimitServices
{
    /// <summary>Registers it. The cluster client comes from the host.</summary>
    public static IServiceCollection AddLimits(this IServiceCollection services)
    {
        services.AddSingleton<LeaseKeepers>();
        services.AddHostedService(provider => provider.GetRequiredService<LeaseKeepers>());
        services.AddSingleton<BudgetAccounts>();
        services.AddSingleton<AdmissionPlans>();
        services.AddSingleton<LimitMetrics>();
        services.AddSingleton<Admission>();
        return services;
    }
}
