using System.Text.Json;
using Andamento.Providers.Palm;
using Andamento.Providers.Unified;

namespace Andamento.Providers.GoogleCloudVertexAi;

/// <summary>A prompt or a chat as an instance for a PaLM model to predict on.</summary>
internal static class PredictBody
{
    /// <summary>Writes the body.</summary>
    public static void Write(Utf8JsonWriter json, JsonElement unified, ProviderCall call, Parameters parameters)
    {
        json.WriteStartObject();
        json.WriteStartArray("instances"u8);
        json.WriteStartObject();
        if (call.Task is ProviderTask.Chat) PalmChat.WriteMembers(json, unified);
        else json.Write("prompt"u8, Prompt.One(unified));
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartObject("parameters"u8);
        new PalmParameters(json, parameters).Write(unified);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
