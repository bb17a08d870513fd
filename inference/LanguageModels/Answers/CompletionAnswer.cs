using System.Buffers;
using System.Text.Json;
using Andamento.Inference.Tokens;

namespace Andamento.Inference.LanguageModels.Answers;

/// <summary>Writes completions as a whole.</summary>
internal static class CompletionAnswer
{
    public static ReadOnlyMemory<byte> Write(
        AnswerHead head, IReadOnlyList<WholeChoice> choices, AnswerUsage usage, ITokenizer tokenizer, bool probabilities)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, AnswerJson.Options))
        {
            json.WriteStartObject();
            AnswerJson.WriteHead(json, head, "text_completion"u8);
            json.WriteStartArray("choices"u8);
            for (var i = 0; i < choices.Count; i++)
            {
                json.WriteStartObject();
                json.WriteString("text"u8, choices[i].Content);
                json.WriteNumber("index"u8, i);
                if (probabilities) CompletionProbabilities.Write(json, tokenizer, choices[i].Tokens, offset: 0);
                else json.WriteNull("logprobs"u8);
                json.WriteString("finish_reason"u8, choices[i].FinishReason);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            usage.Write(json);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
