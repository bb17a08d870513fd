using System.Text.Json;

namespace Andamento.Providers.Unified;

/// <summary>Writes text completions with any number of choices: whole, or in chunks.</summary>
internal sealed class CompletionWriter(AnswerHead head, bool wantsUsage)
{
    /// <summary>What this answer says of itself.</summary>
    public AnswerHead Head => head;

    /// <summary>A whole answer.</summary>
    public ProviderAnswer Whole(IReadOnlyList<CompletionChoice> choices, TokenUsage? usage) =>
        new(
            JsonBytes.Write((head, choices, usage), static (json, all) =>
            {
                json.WriteStartObject();
                all.head.WriteTo(json, chunk: false);
                json.WriteStartArray("choices"u8);
                for (var i = 0; i < all.choices.Count; i++) WriteChoice(json, i, all.choices[i].Text, all.choices[i].FinishReason);
                json.WriteEndArray();
                json.WritePropertyName("usage"u8);
                (all.usage ?? default).WriteTo(json);
                json.WriteEndObject();
            }),
            usage?.ToProviderUsage());

    /// <summary>More text of one choice.</summary>
    public void Text(ICollection<ProviderChunk> chunks, int index, JsonElement text) => Text(chunks, index, text.GetString()!, null);

    /// <summary>The end of one choice.</summary>
    public void Finish(ICollection<ProviderChunk> chunks, int index, string reason) => Text(chunks, index, "", reason);

    /// <summary>The tokens used: for the meter always, as a chunk where the caller wants it.</summary>
    public void Usage(ICollection<ProviderChunk> chunks, TokenUsage? usage)
    {
        var json = wantsUsage
            ? JsonBytes.Write((head, usage), static (json, all) =>
            {
                json.WriteStartObject();
                all.head.WriteTo(json, chunk: true);
                json.WriteStartArray("choices"u8);
                json.WriteEndArray();
                json.WritePropertyName("usage"u8);
                (all.usage ?? default).WriteTo(json);
                json.WriteEndObject();
            })
            : [];
        if (json.Length > 0 || usage is not null) chunks.Add(new(json, usage?.ToProviderUsage()));
    }

    private void Text(ICollection<ProviderChunk> chunks, int index, string text, string? reason) =>
        chunks.Add(new(JsonBytes.Write((head, wantsUsage, index, text, reason), static (json, all) =>
        {
            json.WriteStartObject();
            all.head.WriteTo(json, chunk: true);
            json.WriteStartArray("choices"u8);
            WriteChoice(json, all.index, all.text, all.reason);
            json.WriteEndArray();
            if (all.wantsUsage) json.WriteNull("usage"u8);
            json.WriteEndObject();
        })));

    private static void WriteChoice(Utf8JsonWriter json, int index, string text, string? reason)
    {
        json.WriteStartObject();
        json.WriteNumber("index"u8, index);
        json.WriteString("text"u8, text);
        json.WriteNull("logprobs"u8);
        json.WriteString("finish_reason"u8, reason);
        json.WriteEndObject();
    }
}

/// <summary>One completion.</summary>
/// <param name="Text">The text.</param>
/// <param name="FinishReason">Why it ended, in the unified words.</param>
internal sealed record CompletionChoice(string Text, string FinishReason);
