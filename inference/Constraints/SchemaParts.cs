using System.Text.Json;

namespace Andamento.Inference.Constraints;

/// <summary>One schema object, where it stands, and whether its alternatives were chosen from.</summary>
internal readonly record struct SchemaPart(JsonElement Schema, string Path, bool AnyOfChosen = false, bool OneOfChosen = false);

/// <summary>Schemas that a value must fit all at once: <c>allOf</c> and <c>$ref</c> are dissolved. Immutable.</summary>
/// <param name="Parts">The schemas; none for any value.</param>
/// <param name="Impossible">One of them was <c>false</c>.</param>
internal sealed record SchemaParts(IReadOnlyList<SchemaPart> Parts, bool Impossible = false)
{
    private const int Most = 200;

    /// <summary>The same for the same schemas.</summary>
    public string Key => (Impossible ? "!" : "") + string.Join('&', Parts
        .Select(part => $"{part.Path}{(part.AnyOfChosen ? "|" : "")}{(part.OneOfChosen ? "^" : "")}").Distinct());

    /// <summary>Both at once. References double what they lead to, so a short schema may ask for more than anybody can hold together.</summary>
    public SchemaParts And(SchemaParts other) => Parts.Count + other.Parts.Count <= Most
        ? new([.. Parts, .. other.Parts], Impossible || other.Impossible)
        : throw SchemaFault.At(other.Parts[0].Path, $"is one of more than {Most} schemas that a value must fit at once.");

    public SchemaParts Replace(int index, SchemaPart part)
    {
        var parts = Parts.ToArray();
        parts[index] = part;
        return new(parts, Impossible);
    }

    public bool Has(string keyword) => Parts.Any(part => part.Schema.TryGetProperty(keyword, out _));

    /// <summary>A keyword's values, with where they stand.</summary>
    public IEnumerable<(JsonElement Value, string Path)> All(string keyword)
    {
        foreach (var part in Parts)
        {
            if (part.Schema.TryGetProperty(keyword, out var value)) yield return (value, $"{part.Path}.{keyword}");
        }
    }

    /// <summary>The largest of a keyword's counts, or what is usual.</summary>
    public int Largest(string keyword, int usual) => All(keyword).Select(Count).DefaultIfEmpty(usual).Max();

    /// <summary>The smallest of a keyword's counts, or what is usual.</summary>
    public int Smallest(string keyword, int usual) => All(keyword).Select(Count).DefaultIfEmpty(usual).Min();

    /// <summary>A keyword's texts.</summary>
    public IEnumerable<(string Text, string Path)> Texts(string keyword) => All(keyword).Select(found => (Text(found), found.Path));

    /// <summary>A string where a schema must have one.</summary>
    public static string Text((JsonElement Value, string Path) found) => found.Value.ValueKind is JsonValueKind.String
        ? Json.JsonBody.Text(found.Value, $"'{found.Path}'")
        : throw SchemaFault.At(found.Path, $"is {Json.JsonBody.Describe(found.Value)}; a string is needed.");

    /// <summary>A list where a schema must have one.</summary>
    public static JsonElement List((JsonElement Value, string Path) found) => found.Value.ValueKind is JsonValueKind.Array
        ? found.Value
        : throw SchemaFault.At(found.Path, $"is {Json.JsonBody.Describe(found.Value)}; a list is needed.");

    private static int Count((JsonElement Value, string Path) found) =>
        found.Value.ValueKind is JsonValueKind.Number && found.Value.TryGetInt32(out var count) && count >= 0
            ? count
            : throw SchemaFault.At(found.Path, "is no whole number from 0 up.");
}

/// <summary>A schema that cannot be held to.</summary>
internal static class SchemaFault
{
    public static ModelException At(string path, string message) => Json.JsonBody.Invalid($"'{path}' {message}", path);
}
