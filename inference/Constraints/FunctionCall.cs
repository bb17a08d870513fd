using System.Text.Json;

namespace Andamento.Inference.Constraints;

/// <summary>A function that a model may call.</summary>
/// <param name="Name">Letters, digits, <c>_</c> and <c>-</c>.</param>
/// <param name="Parameters">The schema of its arguments, or null for any object.</param>
/// <param name="Path">Where the schema stands in the request.</param>
internal sealed record CallableFunction(string Name, JsonElement? Parameters, string Path);

/// <summary>A call, written as <c>{"name": ..., "arguments": ...}</c>.</summary>
internal static class FunctionCall
{
    /// <summary>A call of one of the functions.</summary>
    public static ValueSlot Slot(Terms terms, IReadOnlyList<CallableFunction> functions)
    {
        var calls = new Shape.OneOf([.. functions.Select(function => Call(terms, function))]);
        return new ValueSlot { Shape = calls, Height = ShapeHeights.Of(calls) };
    }

    /// <summary>A call of one of the functions, or another value.</summary>
    public static ValueSlot SlotOr(Terms terms, IReadOnlyList<CallableFunction> functions, ValueSlot other)
    {
        var either = new Shape.OneOf([Slot(terms, functions).Shape, other.Shape]);
        return new ValueSlot { Shape = either, Height = ShapeHeights.Of(either) };
    }

    private static Shape.Object Call(Terms terms, CallableFunction function)
    {
        var name = new ValueSlot { Shape = new Shape.Scalar(terms.Bytes(JsonSpelling.Quote(function.Name))), Height = 0 };
        return new([new Member("name", name, Required: true), new Member("arguments", Arguments(terms, function), Required: true)], null);
    }

    private static ValueSlot Arguments(Terms terms, CallableFunction function)
    {
        if (function.Parameters is not { } schema) return AnyValue.Object(terms);

        var objects = Objects(SchemaReader.Read(terms, schema, function.Path).Shape).ToList();
        if (objects.Count == 0) throw SchemaFault.At(function.Path, "describes no object, which arguments are.");

        var shape = new Shape.OneOf(objects);
        return new ValueSlot { Shape = shape, Height = ShapeHeights.Of(shape) };
    }

    private static IEnumerable<Shape> Objects(Shape shape) => shape switch
    {
        Shape.Object => [shape],
        Shape.OneOf one => one.Alternatives.SelectMany(Objects),
        _ => [],
    };
}
