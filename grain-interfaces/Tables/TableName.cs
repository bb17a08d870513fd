using Andamento.Gateway;

namespace Andamento.Tables;

/// <summary>The name of a table that this cluster writes.</summary>
/// <param name="Catalog">The catalog.</param>
/// <param name="Schema">The schema in it.</param>
/// <param name="Name">The table in that.</param>
public readonly record struct TableName(string Catalog, string Schema, string Name)
{
    /// <summary>One row per query of an endpoint whose usage is tracked (data-plane contract, section 12).</summary>
    public static TableName EndpointUsage { get; } = new("system", "serving", "endpoint_usage");

    /// <summary>One row per served entity and config change; what usage is joined with. Never shortened by age.</summary>
    public static TableName ServedEntities { get; } = new("system", "serving", "served_entities");

    /// <summary>The table of whole requests and answers (section 13).</summary>
    /// <param name="config">Where the endpoint logs them.</param>
    /// <param name="endpoint">The endpoint's name, which the table has by default.</param>
    public static TableName Payloads(InferenceTableConfig config, string endpoint) =>
        new(config.CatalogName, config.SchemaName, $"{config.TableNamePrefix ?? endpoint}_payload");

    /// <summary>The name as people write it.</summary>
    public override string ToString() => $"{Catalog}.{Schema}.{Name}";
}
