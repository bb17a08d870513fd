using System.Text.Json;

namespace Andamento.Providers.Unified;

/// <summary>The member <c>response_format</c>: which shape the answer must have.</summary>
internal enum AnswerFormat
{
    /// <summary>Any text.</summary>
    Text,

    /// <summary>Some JSON object.</summary>
    JsonObject,

    /// <summary>JSON of a schema.</summary>
    JsonSchema,
}

/// <summary>Reads <c>response_format</c>.</summary>
internal static class AnswerFormats
{
    /// <summary>The shape that a body asks for; text when it asks for none.</summary>
    /// <exception cref="ProviderException">It is none of the three.</exception>
    public static AnswerFormat Of(JsonElement format) => format.ValueKind is JsonValueKind.Undefined
        ? AnswerFormat.Text
        : format.Text("type"u8) switch
        {
            "text" => AnswerFormat.Text,
            "json_object" => AnswerFormat.JsonObject,
            "json_schema" => AnswerFormat.JsonSchema,
            _ => throw Fault.Malformed("response_format", "its type must be text, json_object or json_schema"),
        };

    /// <summary>The schema of a <c>json_schema</c>.</summary>
    /// <exception cref="ProviderException">There is none.</exception>
    public static JsonElement Schema(JsonElement format) => format.Member("json_schema"u8).TryGet("schema"u8, out var schema)
        ? schema
        : throw Fault.Malformed("response_format", "json_schema.schema is missing");
}
