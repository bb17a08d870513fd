using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using Andamento.Inference.Json;

namespace Andamento.Inference.Embeddings;

/// <summary>Writes the OpenAI answer for vectors.</summary>
internal static class EmbeddingsAnswer
{
    /// <summary>UTF-8 JSON, in the order of the vectors.</summary>
    public static ReadOnlyMemory<byte> Write(IReadOnlyList<float[]> vectors, bool base64, string model, long tokens)
    {
        var buffer = new ArrayBufferWriter<byte>(64 + vectors.Count * vectors[0].Length * 12);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("object"u8, "list"u8);
            json.WriteStartArray("data"u8);
            for (var i = 0; i < vectors.Count; i++) WriteVector(json, i, vectors[i], base64);
            json.WriteEndArray();
            json.WriteString("model"u8, model);
            json.WriteStartObject("usage"u8);
            json.WriteNumber("prompt_tokens"u8, tokens);
            json.WriteNumber("total_tokens"u8, tokens);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void WriteVector(Utf8JsonWriter json, int index, float[] vector, bool base64)
    {
        json.WriteStartObject();
        json.WriteString("object"u8, "embedding"u8);
        json.WriteNumber("index"u8, index);
        if (base64)
        {
            json.WriteBase64String("embedding"u8, LittleEndian(vector));
        }
        else
        {
            json.WritePropertyName("embedding"u8);
            FloatText.WriteList(json, vector);
        }

        json.WriteEndObject();
    }

    private static byte[] LittleEndian(float[] vector)
    {
        var bytes = new byte[vector.Length * sizeof(float)];
        for (var i = 0; i < vector.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), vector[i]);
        }

        return bytes;
    }
}
