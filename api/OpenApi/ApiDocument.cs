using System.Text.Json;

namespace Andamento.Api.OpenApi;

/// <summary>
/// Writes the whole API as OpenAPI 3.1. Routes take plain delegates, which the framework's own generator does not see, so the
/// document is made of what routes carry: patterns, methods, tags, summaries.
/// </summary>
internal static class ApiDocument
{
    private const string Scheme = "token";

    /// <summary>Writes the document.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<ApiOperation> operations)
    {
        json.WriteStartObject();
        json.WriteString("openapi"u8, "3.1.0"u8);
        json.WriteStartObject("info"u8);
        json.WriteString("title"u8, "Andamento"u8);
        json.WriteString("version"u8, "2.0"u8); // the version in the paths
        json.WriteEndObject();
        WriteTags(json, operations);
        json.WriteStartObject("paths"u8);
        foreach (var path in operations.GroupBy(operation => operation.Path)) WritePath(json, path);

        json.WriteEndObject();
        WriteComponents(json);
        json.WriteEndObject();
    }

    private static void WriteTags(Utf8JsonWriter json, IReadOnlyList<ApiOperation> operations)
    {
        json.WriteStartArray("tags"u8);
        foreach (var tag in operations.Select(operation => operation.Tag).Distinct().Order(StringComparer.Ordinal))
        {
            json.WriteStartObject();
            json.WriteString("name"u8, tag);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WritePath(Utf8JsonWriter json, IGrouping<string, ApiOperation> path)
    {
        json.WriteStartObject(path.Key);
        foreach (var operation in path) WriteOperation(json, operation);

        json.WriteEndObject();
    }

    private static void WriteOperation(Utf8JsonWriter json, ApiOperation operation)
    {
        json.WriteStartObject(operation.Method.ToLowerInvariant());
        json.WriteStartArray("tags"u8);
        json.WriteStringValue(operation.Tag);
        json.WriteEndArray();
        if (operation.Summary is not null) json.WriteString("summary"u8, operation.Summary);
        json.WriteString("operationId"u8, IdOf(operation));
        if (operation.Parameters.Count > 0) WriteParameters(json, operation);
        if (operation.Method is "POST" or "PUT" or "PATCH") WriteBody(json);

        json.WriteStartObject("responses"u8);
        WriteResponse(json, "200", "The answer.", schema: null);
        WriteResponse(json, "default", "A refusal.", "#/components/schemas/Error");
        json.WriteEndObject();
        if (operation.NeedsToken)
        {
            json.WriteStartArray("security"u8);
            json.WriteStartObject();
            json.WriteStartArray(Scheme);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteParameters(Utf8JsonWriter json, ApiOperation operation)
    {
        json.WriteStartArray("parameters"u8);
        foreach (var name in operation.Parameters)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, name);
            json.WriteString("in"u8, "path"u8);
            json.WriteBoolean("required"u8, true);
            json.WriteStartObject("schema"u8);
            json.WriteString("type"u8, "string"u8);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteBody(Utf8JsonWriter json)
    {
        json.WriteStartObject("requestBody"u8);
        json.WriteStartObject("content"u8);
        json.WriteStartObject("application/json"u8);
        json.WriteStartObject("schema"u8);
        json.WriteString("type"u8, "object"u8);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteResponse(Utf8JsonWriter json, string status, string description, string? schema)
    {
        json.WriteStartObject(status);
        json.WriteString("description"u8, description);
        if (schema is not null)
        {
            json.WriteStartObject("content"u8);
            json.WriteStartObject("application/json"u8);
            json.WriteStartObject("schema"u8);
            json.WriteString("$ref"u8, schema);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteComponents(Utf8JsonWriter json)
    {
        json.WriteStartObject("components"u8);
        json.WritePropertyName("schemas"u8);
        json.WriteRawValue(
            """{"Error":{"type":"object","required":["error_code","message"],"properties":{"error_code":{"type":"string"},"message":{"type":"string"}}}}""");
        json.WritePropertyName("securitySchemes"u8);
        json.WriteRawValue("""{"token":{"type":"http","scheme":"bearer"}}""");
        json.WriteEndObject();
    }

    // Unique because the path and the method are.
    private static string IdOf(ApiOperation operation) => operation.Method.ToLowerInvariant() + string.Concat(
        operation.Path.Select(static letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_'));
}
