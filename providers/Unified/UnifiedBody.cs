using System.Collections.Frozen;
using System.Text.Json;

namespace Andamento.Providers.Unified;

/// <summary>Opens a unified body: an open schema, of which a dialect reads what it must change.</summary>
internal static class UnifiedBody
{
    // Whose values are no text. extra_params is a map of texts by contract, and only for these is it known what is meant.
    private static readonly FrozenSet<string> NotTexts = FrozenSet.ToFrozenSet(
    [
        "temperature", "top_p", "top_k", "min_p", "k", "p", "seed", "n", "max_tokens", "max_completion_tokens",
        "frequency_penalty", "presence_penalty", "logprobs", "top_logprobs", "logit_bias", "stream_options", "tools",
        "response_format", "parallel_tool_calls", "thinking", "stop_sequences", "documents", "echo", "best_of",
        "dimensions", "store", "metadata", "minTokens", "topKReturn", "citation_options", "cache_control",
    ]);

    /// <summary>Parses a body; what <c>extra_params</c> holds has moved to the top, where an explicit member wins.</summary>
    /// <exception cref="ProviderException">It is no JSON object.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            throw Fault.Malformed("body", "must be a JSON object");
        }

        if (document.RootElement.ValueKind is not JsonValueKind.Object)
        {
            document.Dispose();
            throw Fault.Malformed("body", "must be a JSON object");
        }

        if (HalfPairs.In(body.Span))
        {
            document.Dispose();
            throw Fault.Malformed("body", "holds half of a surrogate pair, which is no text");
        }

        if (!document.RootElement.TryGetProperty("extra_params"u8, out _)) return document;

        using (document) return JsonDocument.Parse(JsonBytes.Write(document.RootElement, Merge), JsonReading.Deep);
    }

    /// <summary>Consumed by the gateway: never sent to a provider.</summary>
    public static bool IsOurs(string name) =>
        name is "client_request_id" or "usage_context" or "extra_params" or "model" or "stream_options"
            or "databricks_options";

    /// <summary>The winner of the two names of the token limit, or an undefined element.</summary>
    public static JsonElement MaxTokens(JsonElement unified) =>
        unified.TryGet("max_completion_tokens"u8, out var limit) ? limit : unified.Member("max_tokens"u8);

    /// <summary>Whether the caller wants a last chunk with the usage.</summary>
    public static bool WantsUsage(JsonElement unified) =>
        unified.Member("stream_options"u8).Member("include_usage"u8).ValueKind is JsonValueKind.True;

    /// <summary>Refuses more than one choice.</summary>
    public static void RequireOneChoice(JsonElement n)
    {
        if (n.ValueKind is not JsonValueKind.Number || !n.TryGetInt32(out var count))
        {
            throw Fault.Malformed("n", "must be a whole number");
        }

        if (count != 1) throw Fault.Unsupported("n", "this provider gives one choice per request");
    }

    /// <summary>The messages of a chat.</summary>
    public static JsonElement Messages(JsonElement unified) =>
        unified.TryGet("messages"u8, out var messages) && messages.ValueKind is JsonValueKind.Array
            ? messages
            : throw Fault.Malformed("messages", "must be a list of messages");

    private static void Merge(Utf8JsonWriter json, JsonElement unified)
    {
        json.WriteStartObject();
        foreach (var member in unified.EnumerateObject())
        {
            if (!member.NameEquals("extra_params"u8)) member.WriteTo(json);
        }

        if (unified.TryGet("extra_params"u8, out var extra))
        {
            if (extra.ValueKind is not JsonValueKind.Object) throw Fault.Malformed("extra_params", "must be an object");
            foreach (var member in extra.EnumerateObject())
            {
                if (!unified.TryGetProperty(member.Name, out _)) WriteExtra(json, member);
            }
        }

        json.WriteEndObject();
    }

    private static void WriteExtra(Utf8JsonWriter json, JsonProperty member)
    {
        if (member.Value.ValueKind is JsonValueKind.String && NotTexts.Contains(member.Name)
            && TryParse(member.Value.GetString()!, out var value))
        {
            json.WritePropertyName(member.Name);
            value.WriteTo(json);
            return;
        }

        member.WriteTo(json);
    }

    private static bool TryParse(string text, out JsonElement value)
    {
        value = default;
        try
        {
            value = JsonElement.Parse(text);
            return !HalfPairs.In(text);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
