using System.Text.Json;
using Andamento.Endpoints;
using Andamento.Serving;

namespace Andamento.Api.Control.Writing;

/// <summary>
/// Writes how one endpoint is queried, as OpenAPI 3.1 (section 6.11): a path per served entity. Bodies of language models are an
/// open schema, so only the members that matter are named.
/// </summary>
internal static class EndpointOpenApi
{
    private static ReadOnlySpan<byte> Chat => """
        {"type":"object","required":["messages"],"properties":{
          "messages":{"type":"array","items":{"type":"object","required":["role"],"properties":{
            "role":{"type":"string","enum":["system","user","assistant","tool"]},"content":{"type":["string","array","null"]}}}},
          "max_tokens":{"type":"integer"},"temperature":{"type":"number"},"top_p":{"type":"number"},"n":{"type":"integer"},
          "stop":{"type":["string","array"],"items":{"type":"string"}},"stream":{"type":"boolean"},
          "tools":{"type":"array","items":{"type":"object"}}}}
        """u8;

    private static ReadOnlySpan<byte> ChatAnswer => """
        {"type":"object","properties":{"id":{"type":"string"},"object":{"type":"string"},"created":{"type":"integer"},
          "model":{"type":"string"},"choices":{"type":"array","items":{"type":"object","properties":{"index":{"type":"integer"},
            "message":{"type":"object"},"finish_reason":{"type":["string","null"]}}}},"usage":{"type":"object"}}}
        """u8;

    private static ReadOnlySpan<byte> Completions => """
        {"type":"object","required":["prompt"],"properties":{
          "prompt":{"type":["string","array"],"items":{"type":"string"}},"max_tokens":{"type":"integer"},
          "temperature":{"type":"number"},"n":{"type":"integer"},
          "stop":{"type":["string","array"],"items":{"type":"string"}},"stream":{"type":"boolean"}}}
        """u8;

    private static ReadOnlySpan<byte> CompletionsAnswer => """
        {"type":"object","properties":{"id":{"type":"string"},"object":{"type":"string"},"created":{"type":"integer"},
          "model":{"type":"string"},"choices":{"type":"array","items":{"type":"object","properties":{"index":{"type":"integer"},
            "text":{"type":"string"},"finish_reason":{"type":["string","null"]}}}},"usage":{"type":"object"}}}
        """u8;

    private static ReadOnlySpan<byte> Embeddings => """
        {"type":"object","required":["input"],"properties":{"input":{"type":["string","array"],"items":{"type":"string"}}}}
        """u8;

    private static ReadOnlySpan<byte> EmbeddingsAnswer => """
        {"type":"object","properties":{"object":{"type":"string"},"model":{"type":"string"},"data":{"type":"array","items":{
          "type":"object","properties":{"index":{"type":"integer"},"embedding":{"type":"array","items":{"type":"number"}}}}},
          "usage":{"type":"object"}}}
        """u8;

    private static ReadOnlySpan<byte> Predict => """
        {"oneOf":[
          {"type":"object","required":["dataframe_split"],"properties":{"dataframe_split":{"type":"object","required":["data"],
            "properties":{"columns":{"type":"array","items":{"type":"string"}},"index":{"type":"array"},
              "data":{"type":"array","items":{"type":"array"}}}},"params":{"type":"object"}}},
          {"type":"object","required":["dataframe_records"],"properties":{
            "dataframe_records":{"type":"array","items":{"type":"object"}},"params":{"type":"object"}}},
          {"type":"object","required":["instances"],"properties":{"instances":{"type":"array"},"params":{"type":"object"}}},
          {"type":"object","required":["inputs"],"properties":{"inputs":{},"params":{"type":"object"}}}]}
        """u8;

    private static ReadOnlySpan<byte> PredictAnswer => """
        {"type":"object","required":["predictions"],"properties":{"predictions":{}}}
        """u8;

    /// <summary>Writes the document of an endpoint that serves.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="endpoint">The endpoint; it has a config.</param>
    /// <param name="host">Scheme and host that the caller used.</param>
    public static void Write(Utf8JsonWriter json, EndpointDetails endpoint, string host)
    {
        json.WriteStartObject();
        json.WriteString("openapi"u8, "3.1.0"u8);
        json.WriteStartObject("info"u8);
        json.WriteString("title"u8, endpoint.Name);
        json.WriteString("version"u8, endpoint.Config!.Version.ToString());
        json.WriteEndObject();
        json.WriteStartArray("servers"u8);
        json.WriteStartObject();
        json.WriteString("url"u8, $"{host}/serving-endpoints/{endpoint.Name}");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartObject("paths"u8);
        foreach (var entity in endpoint.Config.ServedEntities) WritePath(json, entity);

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WritePath(Utf8JsonWriter json, ServedEntity entity)
    {
        json.WriteStartObject($"/served-models/{entity.Name}/invocations");
        json.WriteStartObject("post"u8);
        json.WriteString("operationId"u8, $"query_{entity.Name}");
        json.WriteStartObject("requestBody"u8);
        json.WriteBoolean("required"u8, true);
        WriteContent(json, entity.Task switch
        {
            ServingTask.Chat => Chat,
            ServingTask.Completions => Completions,
            ServingTask.Embeddings => Embeddings,
            _ => Predict,
        });
        json.WriteEndObject();
        json.WriteStartObject("responses"u8);
        json.WriteStartObject("200"u8);
        json.WriteString("description"u8, "The model's answer."u8);
        WriteContent(json, entity.Task switch
        {
            ServingTask.Chat => ChatAnswer,
            ServingTask.Completions => CompletionsAnswer,
            ServingTask.Embeddings => EmbeddingsAnswer,
            _ => PredictAnswer,
        });
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteContent(Utf8JsonWriter json, ReadOnlySpan<byte> schema)
    {
        json.WriteStartObject("content"u8);
        json.WriteStartObject("application/json"u8);
        json.WritePropertyName("schema"u8);
        json.WriteRawValue(schema, skipInputValidation: true); // written above, and read by a test
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
