using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Andamento.Providers.Unified;

/// <summary>Writes the unified answer to an embeddings request, with vectors as lists of numbers or as base64.</summary>
internal static class EmbeddingList
{
    /// <summary>Writes it. Numbers pass in the provider's own digits.</summary>
    /// <exception cref="InvalidDataException">A vector, which must be a list, holds something else.</exception>
    public static ProviderAnswer Write(
        IEnumerable<JsonElement> vectors, bool base64, string model, long? promptTokens) =>
        new(
            JsonBytes.Write((vectors, base64, model, promptTokens), static (json, all) =>
            {
                json.WriteStartObject();
                json.WriteString("object"u8, "list"u8);
                json.WriteStartArray("data"u8);
                var index = 0;
                foreach (var vector in all.vectors) WriteVector(json, vector, index++, all.base64);
                json.WriteEndArray();
                json.WriteString("model"u8, all.model);
                json.WriteStartObject("usage"u8);
                json.WriteNumber("prompt_tokens"u8, all.promptTokens ?? 0);
                json.WriteNumber("total_tokens"u8, all.promptTokens ?? 0);
                json.WriteEndObject();
                json.WriteEndObject();
            }),
            promptTokens is { } tokens ? new ProviderUsage(tokens, 0) : null);

    private static void WriteVector(Utf8JsonWriter json, JsonElement vector, int index, bool base64)
    {
        foreach (var number in vector.EnumerateArray())
        {
            if (number.ValueKind is not JsonValueKind.Number) throw new InvalidDataException("a vector of what are no numbers");
        }

        json.WriteStartObject();
        json.WriteString("object"u8, "embedding"u8);
        json.WriteNumber("index"u8, index);
        json.WritePropertyName("embedding"u8);
        if (base64) WriteBase64(json, vector);
        else json.WriteRawValue(JsonMarshal.GetRawUtf8Value(vector), skipInputValidation: true);
        json.WriteEndObject();
    }

    // Little-endian float32, as this format is defined.
    private static void WriteBase64(Utf8JsonWriter json, JsonElement vector)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(vector.GetArrayLength() * sizeof(float));
        var length = 0;
        foreach (var number in vector.EnumerateArray())
        {
            BitConverter.TryWriteBytes(bytes.AsSpan(length), number.GetSingle());
            if (!BitConverter.IsLittleEndian) bytes.AsSpan(length, sizeof(float)).Reverse();
            length += sizeof(float);
        }

        json.WriteBase64StringValue(bytes.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(bytes);
    }
}
