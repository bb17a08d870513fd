namespace Andamento.Endpoints;

/// <summary>How many requests at once an entity of ours takes (section 3.3).</summary>
public static class ProvisionedConcurrency
{
    /// <summary>Most requests at once that a size, or a number that was given instead, stands for.</summary>
    public static int Of(string? size, int? most) => most ?? size switch { "Medium" => 16, "Large" => 64, _ => 4 };

    /// <summary>Requests at once that are provisioned for however quiet it is. A maximum alone is a minimum too.</summary>
    public static int Least(string? size, int? least, int? most, bool scaleToZero) =>
        least ?? (scaleToZero ? 0 : most ?? size switch { "Medium" => 8, "Large" => 16, _ => 4 });

    /// <summary>Requests at once of an entity; null for an external model, whose provider decides.</summary>
    public static int? Of(ServedEntity entity) =>
        entity.External is null ? Of(entity.WorkloadSize, entity.MaxProvisionedConcurrency) : null;
}
