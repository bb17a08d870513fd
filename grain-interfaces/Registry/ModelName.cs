using System.Buffers;

namespace Andamento.Registry;

/// <summary>
/// The full name of a registered model: <c>catalog.schema.model</c> in the style of Unity Catalog, or one word without dots in
/// the workspace registry. Each part is 1 to 255 letters, digits, <c>_</c> and <c>-</c>.
/// </summary>
/// <param name="Catalog">The catalog; empty in the workspace registry.</param>
/// <param name="Schema">The schema; empty in the workspace registry.</param>
/// <param name="Model">The last part.</param>
public readonly record struct ModelName(string Catalog, string Schema, string Model)
{
    /// <summary>The catalog of models that come with an installation. Nobody writes to it.</summary>
    public const string SystemCatalog = "system";

    private const int MaxPartLength = 255;

    private static readonly SearchValues<char> Characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    /// <summary>True for a name of three parts.</summary>
    public bool IsUnity => Catalog.Length > 0;

    /// <summary>True for a model that comes with the installation.</summary>
    public bool IsSystem => Catalog == SystemCatalog;

    /// <summary>Reads a full name. False for what is none.</summary>
    public static bool TryParse(string text, out ModelName name)
    {
        var parts = text.Split('.');
        name = parts switch
        {
            [var model] => new("", "", model),
            [var catalog, var schema, var model] => new(catalog, schema, model),
            _ => default,
        };
        return parts.Length is 1 or 3 && parts.All(IsPart);
    }

    /// <summary>Reads what is known to be a full name.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static ModelName Parse(string text) =>
        TryParse(text, out var name) ? name : throw new FormatException($"'{text}' is no model name.");

    /// <summary>True for what can be a catalog, a schema or a model's last part.</summary>
    public static bool IsPart(string text) =>
        text.Length is > 0 and <= MaxPartLength && !text.AsSpan().ContainsAnyExcept(Characters);

    /// <summary>The full name.</summary>
    public override string ToString() => IsUnity ? $"{Catalog}.{Schema}.{Model}" : Model;
}
