using System.Buffers;
using System.Text.Json;
using Andamento.Inference.Tokens;

namespace Andamento.Inference.LanguageModels.Answers;

/// <summary>Writes a chat's answer as a whole.</summary>
internal static class ChatAnswer
{
    public static ReadOnlyMemory<byte> Write(
        AnswerHead head, IReadOnlyList<WholeChoice> choices, AnswerUsage usage, ITokenizer tokenizer, bool probabilities)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, AnswerJson.Options))
        {
            json.WriteStartObject();
            AnswerJson.WriteHead(json, head, "chat.completion"u8);
            json.WriteStartArray("choices"u8);
            for (var i = 0; i < choices.Count; i++) WriteChoice(json, choices[i], i, tokenizer, probabilities);
            json.WriteEndArray();
            usage.Write(json);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void WriteChoice(Utf8JsonWriter json, WholeChoice choice, int index, ITokenizer tokenizer, bool probabilities)
    {
        json.WriteStartObject();
        json.WriteNumber("index"u8, index);
        json.WriteStartObject("message"u8);
        json.WriteString("role"u8, "assistant"u8);
        if (choice.Calls.Count > 0 && string.IsNullOrWhiteSpace(choice.Content)) json.WriteNull("content"u8);
        else json.WriteString("content"u8, choice.Content);
        if (choice.Calls.Count > 0) WriteCalls(json, choice.Calls);
        json.WriteEndObject();
        if (probabilities) ChatProbabilities.Write(json, tokenizer, choice.Tokens);
        else json.WriteNull("logprobs"u8);
        json.WriteString("finish_reason"u8, choice.FinishReason);
        json.WriteEndObject();
    }

    private static void WriteCalls(Utf8JsonWriter json, IReadOnlyList<WholeCall> calls)
    {
        json.WriteStartArray("tool_calls"u8);
        foreach (var call in calls)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, call.Id);
            json.WriteString("type"u8, "function"u8);
            json.WriteStartObject("function"u8);
            json.WriteString("name"u8, call.Name);
            json.WriteString("arguments"u8, call.Arguments.ToString());
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
