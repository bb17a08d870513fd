using Andamento.Gateway;

namespace Andamento.Endpoints;

/// <summary>Rules for the older way to log whole requests and answers (V28, section 3.8). Pure.</summary>
internal static class AutoCaptureRules
{
    private const int MaxName = 255;

    /// <summary>What a new config logs.</summary>
    /// <param name="sent">As sent; null when the body had none, which on an update means: as before.</param>
    /// <param name="current">What the active config says; null when it says nothing.</param>
    /// <param name="endpoint">The endpoint's name, which its table has by default.</param>
    /// <param name="prefix">The path of the config in the request: <c>config.</c>, or empty.</param>
    /// <exception cref="Serving.ServingException">Names the first field at fault.</exception>
    public static InferenceTableConfig? Plan(
        AutoCaptureInput? sent, InferenceTableConfig? current, string endpoint, string prefix)
    {
        if (sent is null) return current;

        var path = $"{prefix}auto_capture_config";
        var wanted = new InferenceTableConfig
        {
            Enabled = sent.Enabled,
            CatalogName = Name($"{path}.catalog_name", sent.CatalogName ?? current?.CatalogName),
            SchemaName = Name($"{path}.schema_name", sent.SchemaName ?? current?.SchemaName),
            TableNamePrefix = Name(
                $"{path}.table_name_prefix", sent.TableNamePrefix ?? current?.TableNamePrefix ?? endpoint),
        };
        if (current is not null) CheckChange(path, wanted, current);
        return wanted;
    }

    private static void CheckChange(string path, InferenceTableConfig wanted, InferenceTableConfig current)
    {
        if (wanted.Enabled && !current.Enabled)
            throw Invalid.Value($"{path}.enabled", "true", "cannot follow false: logging that was disabled stays so.");
        if (!current.Enabled) return;

        CheckSame($"{path}.catalog_name", wanted.CatalogName, current.CatalogName);
        CheckSame($"{path}.schema_name", wanted.SchemaName, current.SchemaName);
        CheckSame($"{path}.table_name_prefix", wanted.TableNamePrefix!, current.TableNamePrefix!);
    }

    private static void CheckSame(string field, string wanted, string current)
    {
        if (wanted != current)
            throw Invalid.Value(field, wanted, $"differs from '{current}', which cannot change while logging is enabled.");
    }

    private static string Name(string field, string? name)
    {
        if (string.IsNullOrEmpty(name)) throw Invalid.Field(field, "is missing.");

        return name.Length <= MaxName && name.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-')
            ? name
            : throw Invalid.Field(field, $"must be 1 to {MaxName} characters out of A-Z, a-z, 0-9, '_' and '-'.");
    }
}
