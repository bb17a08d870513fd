using System.Text.Json;

namespace Andamento.Inference.Constraints;

/// <summary>Follows <c>$ref</c> inside one schema.</summary>
internal sealed class SchemaReferences(JsonElement root, string where)
{
    /// <summary>What a reference points at, and where that stands.</summary>
    public (JsonElement Schema, string Path) Find(string reference, string path)
    {
        if (!reference.StartsWith('#') || (reference.Length > 1 && reference[1] != '/'))
            throw SchemaFault.At(path, "is no reference into this schema, such as #/$defs/name.");

        var (schema, at) = (root, where);
        foreach (var step in reference.Split('/').Skip(1))
        {
            var name = Uri.UnescapeDataString(step).Replace("~1", "/").Replace("~0", "~");
            if (schema.ValueKind is JsonValueKind.Object && schema.TryGetProperty(name, out var member))
                (schema, at) = (member, $"{at}.{name}");
            else if (schema.ValueKind is JsonValueKind.Array && int.TryParse(name, out var index) && index >= 0 && index < schema.GetArrayLength())
                (schema, at) = (schema[index], $"{at}[{index}]");
            else
                throw SchemaFault.At(path, $"points at '{reference}', which is not there.");
        }

        return (schema, at);
    }
}
