using Microsoft.Extensions.Options;

namespace Andamento.Api.Catalogue;

/// <summary>Models that everybody finds served, without an endpoint of their own. Section <c>Andamento:Catalogue</c>.</summary>
public sealed class CatalogueOptions
{
    /// <summary>The section.</summary>
    public const string Section = "Andamento:Catalogue";

    /// <summary>
    /// The endpoints and what they serve, each as <c>databricks-name=catalog.schema.model/version</c>, with <c>;calls=N</c> behind where
    /// all callers together have N calls a minute. There are none unless the operator names some.
    /// </summary>
    public IList<string> Endpoints { get; } = [];
}

/// <summary>Reads each entry, so that a mistake ends the start.</summary>
internal sealed class CatalogueOptionsCheck : IValidateOptions<CatalogueOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, CatalogueOptions options)
    {
        var faults = options.Endpoints.Where(text => CatalogueEntry.Parse(text) is null)
            .Select(text => $"Andamento:Catalogue:Endpoints: '{text}' is not databricks-name=catalog.schema.model/version or that with ;calls=N behind.")
            .ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
