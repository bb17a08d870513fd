using System.Text.Json;

namespace Andamento.Inference.Constraints;

/// <summary>Which keywords of JSON Schema can be held to.</summary>
internal static class SchemaKeywords
{
    private static readonly HashSet<string> Known =
    [
        "type", "enum", "const", "anyOf", "oneOf", "allOf", "$ref", "properties", "required", "additionalProperties", "items",
        "prefixItems", "minItems", "maxItems", "minLength", "maxLength", "pattern", "format", "minimum", "maximum",
        "exclusiveMinimum", "exclusiveMaximum",
    ];

    // Words for people, and places where other parts are kept.
    private static readonly HashSet<string> Silent =
    [
        "title", "description", "default", "examples", "$schema", "$id", "$comment", "$defs", "definitions", "deprecated", "readOnly",
        "writeOnly",
    ];

    /// <summary>Refuses what would not be held to: an answer that breaks its schema is worse than none.</summary>
    public static void Check(JsonElement schema, string path)
    {
        foreach (var member in schema.EnumerateObject())
        {
            var name = Json.JsonBody.Name(member);
            var asksNothing = name is "uniqueItems" or "nullable" && member.Value.ValueKind is JsonValueKind.False;
            if (!Known.Contains(name) && !Silent.Contains(name) && !asksNothing)
                throw SchemaFault.At($"{path}.{name}", "is a keyword that answers cannot be held to; leave it out.");
        }
    }
}
