using System.Text.Json;

namespace Andamento.Inference.Constraints;

/// <summary>Reads <c>enum</c> and <c>const</c>.</summary>
internal static class SchemaValues
{
    private const int MostValues = 1_000;

    /// <summary>The values that all parts list; null when none lists any.</summary>
    public static Shape? Read(SchemaParts parts, Terms terms)
    {
        List<JsonElement>? common = null;
        foreach (var list in Lists(parts)) common = common is null ? list : common.FindAll(value => Contains(list, value));
        if (common is null) return null;

        var types = SchemaTypes.All;
        if (parts.Has("type")) types = SchemaTyping.Of(parts);
        if (common.Count > MostValues) throw SchemaFault.At(parts.Parts[0].Path, $"lists {common.Count} values; {MostValues} are allowed.");

        var fitting = common.Where(value => types.HasFlag(SchemaTyping.Of(value)));
        return new Shape.Scalar(terms.Choice(fitting.Select(value => terms.Bytes(JsonSpelling.Compact(value))).ToArray()));
    }

    private static IEnumerable<List<JsonElement>> Lists(SchemaParts parts)
    {
        foreach (var (value, _) in parts.All("const")) yield return [value];
        foreach (var found in parts.All("enum")) yield return [.. SchemaParts.List(found).EnumerateArray()];
    }

    private static bool Contains(List<JsonElement> list, JsonElement value) =>
        list.Exists(other => JsonElement.DeepEquals(other, value));
}
