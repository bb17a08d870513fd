namespace Andamento.Inference.Constraints;

/// <summary>Reads what a schema says of arrays.</summary>
internal static class ArraySchema
{
    /// <summary>Behind <c>prefixItems</c>, further items are written only where <c>items</c> or <c>minItems</c> say so.</summary>
    public static Shape.Array Read(SchemaParts parts, SchemaReader reader)
    {
        var first = parts.All("prefixItems").Select(found => SchemaParts.List(found).GetArrayLength()).DefaultIfEmpty(0).Max();
        var (least, most) = (parts.Largest("minItems", 0), parts.Smallest("maxItems", Terms.Unlimited));
        var slots = Enumerable.Range(0, first).Select(i => reader.Slot(ItemOf(i, parts, reader))).ToList();
        if (first > 0 && least <= first && !parts.Has("items")) return new(slots, Rest: null, least, most);

        var rest = ItemOf(int.MaxValue, parts, reader);
        return new(slots, rest.Impossible ? null : reader.Slot(rest), least, most);
    }

    private static SchemaParts ItemOf(int index, SchemaParts parts, SchemaReader reader)
    {
        var value = new SchemaParts([]);
        foreach (var part in parts.Parts)
        {
            if (part.Schema.TryGetProperty("prefixItems", out var first) && index < first.GetArrayLength())
                value = value.And(reader.Flatten(first[index], $"{part.Path}.prefixItems[{index}]"));
            else if (part.Schema.TryGetProperty("items", out var items))
                value = value.And(reader.Flatten(items, $"{part.Path}.items"));
        }

        return value;
    }
}
