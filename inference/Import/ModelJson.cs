using System.Text.Json;

namespace Andamento.Inference.Import;

/// <summary>Members of the JSON files of a model, where they are and are what is looked for.</summary>
internal static class ModelJson
{
    public static JsonElement? Member(JsonElement? of, string name) =>
        of is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty(name, out var member)
            && member.ValueKind is not JsonValueKind.Null ? member : null;

    public static string? Text(JsonElement? of, string name) =>
        Member(of, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    public static bool Flag(JsonElement? of, string name) => Member(of, name) is { ValueKind: JsonValueKind.True };

    /// <summary>A whole number that a length may be; null also for the huge one that some write for 'any'.</summary>
    public static int? Number(JsonElement? of, string name) =>
        Member(of, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var value) && value > 0 ? value : null;
}
