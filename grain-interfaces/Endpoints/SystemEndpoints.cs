namespace Andamento.Endpoints;

/// <summary>
/// Endpoints that come with the installation (data-plane contract, section 14). Everybody queries them, and the operator's
/// settings alone make, change and delete them.
/// </summary>
public static class SystemEndpoints
{
    /// <summary>How their names begin, and no other.</summary>
    public const string Prefix = "databricks-";

    /// <summary>Who made them.</summary>
    public const string Creator = "system";

    /// <summary>Whether an endpoint of this name is one.</summary>
    public static bool Owns(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);
}
