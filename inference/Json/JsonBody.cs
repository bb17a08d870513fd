using System.Text.Json;
using System.Text.Unicode;

namespace Andamento.Inference.Json;

/// <summary>Reads request bodies, and says what is wrong with them.</summary>
internal static class JsonBody
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Parses a body that must be a JSON object.</summary>
    public static JsonDocument ParseObject(ReadOnlyMemory<byte> body)
    {
        if (!Utf8.IsValid(body.Span)) throw Invalid("The body is not UTF-8.");
        try
        {
            var document = JsonDocument.Parse(body, Strict);
            if (document.RootElement.ValueKind is JsonValueKind.Object) return document;

            var found = Describe(document.RootElement);
            document.Dispose();
            throw Invalid($"The body is {found}; a JSON object is needed.");
        }
        catch (JsonException broken)
        {
            throw Invalid($"The body is not valid JSON: {broken.Message}");
        }
    }

    /// <summary>A string's text.</summary>
    /// <param name="value">A JSON string.</param>
    /// <param name="where">What a caller would call it.</param>
    public static string Text(JsonElement value, string where)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Invalid($"{where} holds half of a surrogate pair, which is no text.");
        }
    }

    /// <summary>A member's name.</summary>
    public static string Name(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            throw Invalid("A member's name holds half of a surrogate pair, which is no text.");
        }
    }

    /// <summary>What a value is, in words for a caller.</summary>
    public static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        _ => "null",
    };

    /// <summary>The failure of a body that does not fit.</summary>
    public static ModelException Invalid(string message, string? param = null) =>
        new(ModelFailure.BadInput, $"Invalid input. {message}") { Param = param };
}
