using Microsoft.Extensions.Options;

namespace Andamento.Api.Records;

/// <summary>What records need from the container. Sink and reader come from the host.</summary>
internal static class RecordServices
{
    /// <summary>Registers it.</summary>
    public static IServiceCollection AddRecords(this IServiceCollection services)
    {
        services.AddOptions<RecordOptions>().BindConfiguration(RecordOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<RecordOptions>, RecordOptionsRanges>();
        services.AddSingleton<Recording>();
        return services;
    }
}
