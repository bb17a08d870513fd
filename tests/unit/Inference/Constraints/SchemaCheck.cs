using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Andamento.Tests.Unit.Inference.Constraints;

/// <summary>Checks finished JSON against a schema, in the plainest way.</summary>
internal sealed class SchemaCheck(JsonElement root)
{
    /// <summary>What is wrong, or null.</summary>
    public string? Fault(JsonElement value) => Fault(value, root);

    private string? Fault(JsonElement value, JsonElement schema)
    {
        if (schema.ValueKind is JsonValueKind.True) return null;
        if (schema.ValueKind is JsonValueKind.False) return "nothing fits";
        return schema.EnumerateObject().Select(keyword => Fault(value, keyword, schema)).FirstOrDefault(fault => fault is not null);
    }

    private string? Fault(JsonElement value, JsonProperty keyword, JsonElement schema)
    {
        var wanted = keyword.Value;
        var fits = keyword.Name switch
        {
            "$defs" => true,
            "$ref" => Fault(value, wanted.GetString() == "#" ? root : root.GetProperty("$defs").GetProperty(wanted.GetString()!.Split('/')[^1])) is null,
            "type" => wanted.ValueKind is JsonValueKind.String ? HasType(value, wanted.GetString()!) : wanted.EnumerateArray().Any(type => HasType(value, type.GetString()!)),
            "enum" => wanted.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value)),
            "const" => JsonElement.DeepEquals(wanted, value),
            "anyOf" => wanted.EnumerateArray().Any(one => Fault(value, one) is null),
            "required" => value.ValueKind is not JsonValueKind.Object || wanted.EnumerateArray().All(name => value.TryGetProperty(name.GetString()!, out _)),
            "properties" => value.ValueKind is not JsonValueKind.Object
                || wanted.EnumerateObject().All(one => !value.TryGetProperty(one.Name, out var inner) || Fault(inner, one.Value) is null),
            "additionalProperties" => value.ValueKind is not JsonValueKind.Object || value.EnumerateObject()
                .Where(member => !schema.TryGetProperty("properties", out var named) || !named.TryGetProperty(member.Name, out _))
                .All(member => Fault(member.Value, wanted) is null),
            "prefixItems" => value.ValueKind is not JsonValueKind.Array
                || value.EnumerateArray().Zip(wanted.EnumerateArray()).All(pair => Fault(pair.First, pair.Second) is null),
            "items" => value.ValueKind is not JsonValueKind.Array || value.EnumerateArray()
                .Skip(schema.TryGetProperty("prefixItems", out var first) ? first.GetArrayLength() : 0).All(item => Fault(item, wanted) is null),
            "minItems" => value.ValueKind is not JsonValueKind.Array || value.GetArrayLength() >= wanted.GetInt32(),
            "maxItems" => value.ValueKind is not JsonValueKind.Array || value.GetArrayLength() <= wanted.GetInt32(),
            "minLength" => value.ValueKind is not JsonValueKind.String || Characters(value) >= wanted.GetInt32(),
            "maxLength" => value.ValueKind is not JsonValueKind.String || Characters(value) <= wanted.GetInt32(),
            "pattern" => value.ValueKind is not JsonValueKind.String || Regex.IsMatch(value.GetString()!, wanted.GetString()!, RegexOptions.None, TimeSpan.FromSeconds(5)),
            "format" => DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.None, out _) || value.GetString()!.StartsWith("0000", StringComparison.Ordinal),
            "minimum" => value.ValueKind is not JsonValueKind.Number || value.GetDouble() >= wanted.GetDouble(),
            "maximum" => value.ValueKind is not JsonValueKind.Number || value.GetDouble() <= wanted.GetDouble(),
            _ => throw new NotSupportedException(keyword.Name),
        };
        return fits ? null : $"{keyword.Name} {wanted} is not kept by {value}";
    }

    private static bool HasType(JsonElement value, string type) => (value.ValueKind, type) switch
    {
        (JsonValueKind.Object, "object") or (JsonValueKind.Array, "array") or (JsonValueKind.String, "string") or (JsonValueKind.Null, "null")
            or (JsonValueKind.Number, "number") or (JsonValueKind.True or JsonValueKind.False, "boolean") => true,
        (JsonValueKind.Number, "integer") => value.GetDouble() == Math.Truncate(value.GetDouble()),
        _ => false,
    };

    private static int Characters(JsonElement value) => value.GetString()!.EnumerateRunes().Count();
}
