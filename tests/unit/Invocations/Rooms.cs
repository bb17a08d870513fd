using Andamento.Api.Invocations;
using Andamento.Tables;
using Andamento.Tests.TestKit;
using Andamento.Tests.Unit.Records;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Andamento.Tests.Unit.Invocations;

/// <summary>The rooms that a query goes through, with grains, a clock and tables that the test plays.</summary>
internal static class Rooms
{
    /// <summary>Builds them.</summary>
    /// <param name="grains">The grains.</param>
    /// <param name="time">The clock; null for one that stands still.</param>
    /// <param name="rows">Where records go; null when nobody looks.</param>
    /// <param name="settings">What an operator has set.</param>
    public static ServiceProvider Build(
        IGrainFactory grains, ManualTime? time = null, RowList? rows = null, IEnumerable<KeyValuePair<string, string?>>? settings = null)
    {
        var services = new ServiceCollection();
        services.AddLogging().AddMetrics().AddInvocations();
        services.AddSingleton<TimeProvider>(time ?? new ManualTime());
        services.AddSingleton<ITableSink>(rows ?? new RowList());
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings ?? []).Build());
        services.AddSingleton(grains);
        return services.BuildServiceProvider();
    }
}
