using System.Text.Json;
using Andamento.Inference.Json;

namespace Andamento.Inference.LanguageModels.Requests;

/// <summary>Reads single values of a request, and says what is wrong with them.</summary>
internal static class RequestValues
{
    public static bool Boolean(JsonElement value, string path) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong(path, value, "a boolean"),
    };

    public static string Text(JsonElement value, string path) =>
        value.ValueKind is JsonValueKind.String ? JsonBody.Text(value, $"'{path}'") : throw Wrong(path, value, "a string");

    public static long Whole(JsonElement value, string path, long least, long most)
    {
        if (value.ValueKind is not JsonValueKind.Number) throw Wrong(path, value, "a whole number");
        if (value.TryGetInt64(out var number) && number >= least && number <= most) return number;

        var range = most is int.MaxValue or long.MaxValue ? $"from {least} up" : $"from {least} to {most}";
        throw JsonBody.Invalid($"'{path}' is {value.GetRawText()}; a whole number {range} is needed.", path);
    }

    public static float Number(JsonElement value, string path, double least, double most)
    {
        if (value.ValueKind is not JsonValueKind.Number) throw Wrong(path, value, "a number");
        if (value.TryGetDouble(out var number) && number >= least && number <= most) return (float)number;

        throw JsonBody.Invalid($"'{path}' is {value.GetRawText()}; a number from {least} to {most} is needed.", path);
    }

    public static JsonElement List(JsonElement value, string path) =>
        value.ValueKind is JsonValueKind.Array ? value : throw Wrong(path, value, "a list");

    public static JsonElement Object(JsonElement value, string path) =>
        value.ValueKind is JsonValueKind.Object ? value : throw Wrong(path, value, "an object");

    /// <summary>A member that must be there.</summary>
    public static JsonElement Required(JsonElement of, string name, string path) =>
        of.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null
            ? value
            : throw JsonBody.Invalid($"'{path}.{name}' is missing.", $"{path}.{name}");

    /// <summary>A member that may be missing or null.</summary>
    public static JsonElement? Optional(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null ? value : null;

    public static ModelException Wrong(string path, JsonElement value, string needed) =>
        JsonBody.Invalid($"'{path}' is {JsonBody.Describe(value)}; {needed} is needed.", path);
}
