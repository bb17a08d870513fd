using System.Text.Json;

namespace Andamento.Inference.Constraints;

/// <summary>
/// Reads a JSON Schema into shapes: (1) <c>$ref</c> and <c>allOf</c> dissolve into schemas that hold together, (2) <c>anyOf</c> and
/// <c>oneOf</c> become alternatives of these, (3) what is left has a type, and a shape for each. Places of nested values are read one
/// after another, each once, so that a schema may refer to itself.
/// </summary>
internal sealed class SchemaReader
{
    private const int MostSlots = 2_000, MostShapes = 20_000, MostLooks = 200_000, MostSteps = 40, MostAlternatives = 300;

    // Choices are walked one inside the other, so their number is what the stack must hold.
    private const int MostSideBySide = 2_000;

    private readonly Terms _terms;
    private readonly SchemaReferences _references;
    private readonly Dictionary<string, ValueSlot> _slots = [];
    private readonly Queue<(ValueSlot Slot, SchemaParts Parts)> _open = [];
    private readonly string _where;
    private int _shapes, _looks;

    private SchemaReader(Terms terms, JsonElement root, string where) =>
        (_terms, _references, _where) = (terms, new(root, where), where);

    /// <summary>Reads a schema.</summary>
    /// <param name="terms">Where the terms of its scalars are made.</param>
    /// <param name="schema">An object, or a boolean.</param>
    /// <param name="where">What a caller would call it.</param>
    /// <exception cref="ModelException">It cannot be held to; the message names the keyword.</exception>
    public static ValueSlot Read(Terms terms, JsonElement schema, string where)
    {
        var reader = new SchemaReader(terms, schema, where);
        var root = reader.Slot(reader.Flatten(schema, where));
        while (reader._open.TryDequeue(out var next)) next.Slot.Shape = reader.Read(next.Parts, steps: 0);

        ShapeHeights.Measure(reader._slots.Values);
        return root.Height <= ShapeTerms.Deepest
            ? root
            : throw SchemaFault.At(where, $"fits no value of at most {ShapeTerms.Deepest} levels.");
    }

    /// <summary>The place of a value that fits these.</summary>
    public ValueSlot Slot(SchemaParts parts)
    {
        if (_slots.TryGetValue(parts.Key, out var slot)) return slot;
        if (_slots.Count == MostSlots) throw TooLarge();

        _slots[parts.Key] = slot = new ValueSlot();
        _open.Enqueue((slot, parts));
        return slot;
    }

    /// <summary>A schema with all that it refers to.</summary>
    public SchemaParts Flatten(JsonElement schema, string path, int steps = 0)
    {
        if (++_looks > MostLooks) throw TooLarge();
        if (steps > MostSteps) throw SchemaFault.At(path, "refers to itself without an object or an array between.");
        if (schema.ValueKind is JsonValueKind.True or JsonValueKind.False) return new([], schema.ValueKind is JsonValueKind.False);
        if (schema.ValueKind is not JsonValueKind.Object)
            throw SchemaFault.At(path, $"is {Json.JsonBody.Describe(schema)}; a schema is an object or a boolean.");

        SchemaKeywords.Check(schema, path);
        var parts = new SchemaParts([new(schema, path)]);
        if (schema.TryGetProperty("$ref", out var reference))
        {
            var (target, at) = _references.Find(SchemaParts.Text((reference, $"{path}.$ref")), $"{path}.$ref");
            parts = parts.And(Flatten(target, at, steps + 1));
        }

        if (!schema.TryGetProperty("allOf", out var all)) return parts;

        var i = 0;
        foreach (var one in SchemaParts.List((all, $"{path}.allOf")).EnumerateArray())
        {
            parts = parts.And(Flatten(one, $"{path}.allOf[{i++}]", steps + 1));
        }

        return parts;
    }

    private Shape Read(SchemaParts parts, int steps)
    {
        if (++_shapes > MostShapes) throw TooLarge();
        if (parts.Impossible) return new Shape.OneOf([]);
        if (steps > MostSteps) throw SchemaFault.At(_where, "refers to itself without an object or an array between.");
        for (var i = 0; i < parts.Parts.Count; i++)
        {
            var part = parts.Parts[i];
            if (!part.AnyOfChosen && part.Schema.TryGetProperty("anyOf", out var any))
                return Alternatives(parts.Replace(i, part with { AnyOfChosen = true }), any, $"{part.Path}.anyOf", steps);
            if (!part.OneOfChosen && part.Schema.TryGetProperty("oneOf", out var one))
                return Alternatives(parts.Replace(i, part with { OneOfChosen = true }), one, $"{part.Path}.oneOf", steps);
        }

        return SchemaValues.Read(parts, _terms) ?? ByType(parts);
    }

    private Shape.OneOf Alternatives(SchemaParts rest, JsonElement list, string path, int steps)
    {
        var alternatives = new List<Shape>();
        var width = 0;
        if (SchemaParts.List((list, path)).GetArrayLength() > MostAlternatives) throw SchemaFault.At(path, $"has more than {MostAlternatives} alternatives.");
        foreach (var one in list.EnumerateArray())
        {
            var parts = Flatten(one, $"{path}[{alternatives.Count}]");
            alternatives.Add(Read(rest.And(parts), steps + 1));
            if ((width += alternatives[^1].Width) > MostSideBySide) throw SchemaFault.At(path, $"has more than {MostSideBySide} alternatives, with those inside them.");
        }

        return alternatives.Count > 0 ? new(alternatives) : throw SchemaFault.At(path, "is an empty list.");
    }

    private Shape ByType(SchemaParts parts)
    {
        var types = SchemaTyping.Of(parts);
        var shapes = new List<Shape>();
        if (types.HasFlag(SchemaTypes.Object)) shapes.Add(ObjectSchema.Read(parts, this));
        if (types.HasFlag(SchemaTypes.Array)) shapes.Add(ArraySchema.Read(parts, this));
        if (types.HasFlag(SchemaTypes.Text)) shapes.Add(new Shape.Scalar(TextSchema.Read(parts, _terms)));
        if (types.HasFlag(SchemaTypes.Integer)) shapes.Add(new Shape.Scalar(NumberSchema.Read(parts, types, _terms)));
        if (types.HasFlag(SchemaTypes.Boolean)) shapes.Add(new Shape.Scalar(JsonTerms.Boolean(_terms)));
        if (types.HasFlag(SchemaTypes.Null)) shapes.Add(new Shape.Scalar(JsonTerms.Null(_terms)));
        return shapes is [var only] ? only : new Shape.OneOf(shapes);
    }

    private ModelException TooLarge() => SchemaFault.At(_where, "has too many combinations of its parts.");
}
