namespace Andamento.Api.Secrets;

/// <summary>What may be asked of secrets. Section <c>Andamento:Secrets</c>.</summary>
public sealed class SecretOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Andamento:Secrets";

    /// <summary>Whether <c>secrets/get</c> shows a value to callers with READ. The default is true; endpoints use secrets either way.</summary>
    public bool AllowGet { get; set; } = true;
}
