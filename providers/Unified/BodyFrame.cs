using System.Text.Json;

namespace Andamento.Providers.Unified;

/// <summary>The frame of a body in a dialect that keeps the unified names for its model, token limit and stream.</summary>
internal static class BodyFrame
{
    /// <summary>Writes the body; of its other members those that have a value are handed to <paramref name="write"/>.</summary>
    public static void Write(
        Utf8JsonWriter json, JsonElement unified, ProviderCall call, ProviderTarget target, Action<JsonProperty> write)
    {
        json.WriteStartObject();
        json.WriteString("model"u8, target.Model);
        foreach (var member in unified.EnumerateObject())
        {
            if (member.Name is "max_tokens" or "max_completion_tokens" or "stream") continue;
            if (member.Value.ValueKind is not JsonValueKind.Null) write(member);
        }

        if (UnifiedBody.MaxTokens(unified) is { ValueKind: not JsonValueKind.Undefined } limit) json.Write("max_tokens"u8, limit);
        if (call.Stream) json.WriteBoolean("stream"u8, true);
        json.WriteEndObject();
    }
}
