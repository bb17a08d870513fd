using System.Text.Json;

namespace Andamento.Inference.Constraints;

/// <summary>Reads what a schema says of objects.</summary>
internal static class ObjectSchema
{
    private const int MostMembers = 300;

    /// <summary>
    /// Members come in the order in which the schema names them, then others. Others are written where <c>additionalProperties</c>
    /// says so, or where no member is named at all: a model that may add anything often does not stop.
    /// </summary>
    public static Shape.Object Read(SchemaParts parts, SchemaReader reader)
    {
        var required = Required(parts);
        var names = Names(parts, required).ToList();
        if (names.Count > MostMembers) throw SchemaFault.At(parts.Parts[0].Path, $"names {names.Count} members; {MostMembers} are allowed.");

        var members = names.ConvertAll(name => new Member(name, reader.Slot(ValueOf(name, parts, reader)), required.Contains(name)));
        var others = OthersOf(parts, reader);
        var free = members.Count == 0 || parts.Has("additionalProperties");
        if (!free || others.Impossible) return new(members, Others: null);

        var shape = new Shape.Object(members, reader.Slot(others));
        return shape.OtherNames is not null || members.Count == 0
            ? shape
            : throw SchemaFault.At(parts.Parts[0].Path, "has too many members beside additionalProperties.");
    }

    private static HashSet<string> Required(SchemaParts parts)
    {
        var required = new HashSet<string>();
        foreach (var found in parts.All("required"))
        {
            foreach (var name in SchemaParts.List(found).EnumerateArray()) required.Add(SchemaParts.Text((name, found.Path)));
        }

        return required;
    }

    private static IEnumerable<string> Names(SchemaParts parts, HashSet<string> required)
    {
        var named = new List<string>();
        foreach (var (properties, path) in parts.All("properties"))
        {
            if (properties.ValueKind is not JsonValueKind.Object)
                throw SchemaFault.At(path, $"is {Json.JsonBody.Describe(properties)}; an object is needed.");
            named.AddRange(properties.EnumerateObject().Select(Json.JsonBody.Name));
        }

        return named.Concat(required).Distinct();
    }

    // Every part has its say: what it names by that name, or else what it wants of others.
    private static SchemaParts ValueOf(string name, SchemaParts parts, SchemaReader reader)
    {
        var value = new SchemaParts([]);
        foreach (var part in parts.Parts)
        {
            if (part.Schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(name, out var schema))
                value = value.And(reader.Flatten(schema, $"{part.Path}.properties.{name}"));
            else if (part.Schema.TryGetProperty("additionalProperties", out var others))
                value = value.And(reader.Flatten(others, $"{part.Path}.additionalProperties"));
        }

        return value;
    }

    private static SchemaParts OthersOf(SchemaParts parts, SchemaReader reader)
    {
        var value = new SchemaParts([]);
        foreach (var (others, path) in parts.All("additionalProperties")) value = value.And(reader.Flatten(others, path));
        return value;
    }
}
