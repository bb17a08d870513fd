using System.Text.Json;

namespace Andamento.Inference.Constraints;

/// <summary>Kinds of value that a schema allows. A number is a whole one or one with a fraction.</summary>
[Flags]
internal enum SchemaTypes
{
    None = 0,
    Null = 1,
    Boolean = 2,
    Object = 4,
    Array = 8,
    Text = 16,
    Integer = 32,
    Fraction = 64,
    Number = Integer | Fraction,
    All = Null | Boolean | Object | Array | Text | Number,
}

/// <summary>Finds which kinds of value fit.</summary>
internal static class SchemaTyping
{
    private static readonly (SchemaTypes Type, string[] Keywords)[] Telling =
    [
        (SchemaTypes.Object, ["properties", "required", "additionalProperties"]),
        (SchemaTypes.Array, ["items", "prefixItems", "minItems", "maxItems"]),
        (SchemaTypes.Text, ["minLength", "maxLength", "pattern", "format"]),
        (SchemaTypes.Number, ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]),
    ];

    /// <summary>
    /// The types that all parts name. Where none names any, the keywords tell: who writes <c>properties</c> means an object.
    /// </summary>
    public static SchemaTypes Of(SchemaParts parts)
    {
        var types = SchemaTypes.All;
        foreach (var found in parts.All("type")) types &= Read(found);
        if (parts.Has("type")) return types;

        var told = SchemaTypes.None;
        foreach (var (type, keywords) in Telling)
        {
            if (keywords.Any(parts.Has)) told |= type;
        }

        return told is SchemaTypes.None ? types : told;
    }

    /// <summary>The type of a value.</summary>
    public static SchemaTypes Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => SchemaTypes.Object,
        JsonValueKind.Array => SchemaTypes.Array,
        JsonValueKind.String => SchemaTypes.Text,
        JsonValueKind.Number => value.TryGetDecimal(out var number) && number == decimal.Truncate(number)
            ? SchemaTypes.Integer
            : SchemaTypes.Fraction,
        JsonValueKind.True or JsonValueKind.False => SchemaTypes.Boolean,
        _ => SchemaTypes.Null,
    };

    private static SchemaTypes Read((JsonElement Value, string Path) found)
    {
        if (found.Value.ValueKind is not JsonValueKind.Array) return Named(found);

        var types = SchemaTypes.None;
        foreach (var name in found.Value.EnumerateArray()) types |= Named((name, found.Path));
        return types;
    }

    private static SchemaTypes Named((JsonElement Value, string Path) found) => SchemaParts.Text(found) switch
    {
        "object" => SchemaTypes.Object,
        "array" => SchemaTypes.Array,
        "string" => SchemaTypes.Text,
        "number" => SchemaTypes.Number,
        "integer" => SchemaTypes.Integer,
        "boolean" => SchemaTypes.Boolean,
        "null" => SchemaTypes.Null,
        _ => throw SchemaFault.At(found.Path, "names a type that JSON does not have."),
    };
}
