using Andamento.Silo.Storage;
using Andamento.Tables;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Andamento.Silo.Tables;

/// <summary>What usage and inference tables need from the container of a process.</summary>
internal static class TableServices
{
    /// <summary>Adds it. The writer starts before, and stops after, whatever is added later.</summary>
    public static IServiceCollection AddTables(this IServiceCollection services)
    {
        services.AddOptions<TableOptions>().BindConfiguration("Andamento:Tables").ValidateOnStart();
        services.AddSingleton<IValidateOptions<TableOptions>, TableOptionsRanges>();
        services.AddMetrics();
        services.AddSingleton<TableMetrics>();
        services.AddSingleton(parts => new TableFolder(parts.GetRequiredService<DataFolder>().Tables));
        services.AddSingleton(parts =>
        {
            var options = parts.GetRequiredService<IOptions<TableOptions>>().Value;
            return new TableQueue(options.MaxWaitingRows, options.MaxWaitingBytes);
        });
        services.AddSingleton<ITableSink>(parts => new FileTableSink(
            parts.GetRequiredService<IConfiguration>()["Andamento:Workspace:Id"] ?? "1",
            parts.GetRequiredService<TableQueue>(),
            parts.GetRequiredService<TableMetrics>(),
            parts.GetRequiredService<TimeProvider>(),
            parts.GetRequiredService<ILogger<FileTableSink>>()));
        services.AddSingleton<ITableReader, FileTableReader>();
        services.AddHostedService<TableTending>(); // cuts torn lines before the writer begins
        services.AddHostedService<TableWriter>();
        return services;
    }
}
