namespace Andamento.Records;

/// <summary>The storages that a silo offers to grains.</summary>
internal static class StorageNames
{
    /// <summary>What is acknowledged survives a power cut.</summary>
    public const string Durable = "andamento";

    /// <summary>What is acknowledged survives the process; a power cut may cost the last seconds.</summary>
    public const string Relaxed = "andamento-relaxed";
}
