using System.Text.Json;

namespace Andamento.Providers.Unified;

/// <summary>Writes the unified chunks of a streamed text completion with any number of choices.</summary>
internal sealed class CompletionWriter(AnswerHead head, bool wantsUsage)
{
    /// <summary>What this answer says of itself.</summary>
    public AnswerHead Head => head;

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
            json.WriteStartObject();
            json.WriteNumber("index"u8, all.index);
            json.WriteString("text"u8, all.text);
            json.WriteNull("logprobs"u8);
            json.WriteString("finish_reason"u8, all.reason);
            json.WriteEndObject();
            json.WriteEndArray();
            if (all.wantsUsage) json.WriteNull("usage"u8);
            json.WriteEndObject();
        })));
}
