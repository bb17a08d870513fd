namespace Orleans.Standin;

/// <summary>Which in-process network a silo or client belongs to.</summary>
internal sealed class InMemoryOptions
{
    public string Primary { get; set; } = "";

    public Dictionary<string, string> SiloMetadata { get; } = [];
}
