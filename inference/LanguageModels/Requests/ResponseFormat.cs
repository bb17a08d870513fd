using System.Text.Json;
using Andamento.Inference.Json;

namespace Andamento.Inference.LanguageModels.Requests;

/// <summary>What the text of an answer must be: anything, a JSON object, or JSON of a schema.</summary>
/// <param name="IsJson">It is JSON.</param>
/// <param name="Schema">Its schema, or null for any object.</param>
internal sealed record ResponseFormat(bool IsJson, JsonElement? Schema)
{
    /// <summary>Where the schema stands in a request.</summary>
    public const string SchemaPath = "response_format.json_schema.schema";

    /// <summary>Anything.</summary>
    public static ResponseFormat Text { get; } = new(IsJson: false, Schema: null);

    public static ResponseFormat Read(JsonElement value, string path)
    {
        var type = RequestValues.Text(RequestValues.Required(RequestValues.Object(value, path), "type", path), $"{path}.type");
        return type switch
        {
            "text" => Text,
            "json_object" => new(IsJson: true, Schema: null),
            "json_schema" => new(IsJson: true, ReadSchema(value, path)),
            _ => throw JsonBody.Invalid($"'{path}.type' is '{type}'; text, json_object or json_schema is needed.", $"{path}.type"),
        };
    }

    // strict or not, the answer is held to the schema.
    private static JsonElement ReadSchema(JsonElement value, string path)
    {
        path += ".json_schema";
        var described = RequestValues.Object(RequestValues.Required(value, "json_schema", path[..path.LastIndexOf('.')]), path);
        foreach (var member in described.EnumerateObject())
        {
            var name = JsonBody.Name(member);
            if (name is not ("name" or "description" or "schema" or "strict")) throw new RequestMember(name, member.Value, $"{path}.{name}").Unknown();
        }

        RequestValues.Text(RequestValues.Required(described, "name", path), $"{path}.name");
        if (RequestValues.Optional(described, "strict") is { } strict) RequestValues.Boolean(strict, $"{path}.strict");
        return RequestValues.Object(RequestValues.Required(described, "schema", path), $"{path}.schema").Clone();
    }
}
