using System.Text.Json;
using Andamento.Providers.Unified;

namespace Andamento.Providers.Compatible;

/// <summary>What answers of compatible servers lack or say differently, and what stands there instead.</summary>
internal static class Gaps
{
    /// <summary>Whether an answer, or a chunk of one, can pass as it is.</summary>
    public static bool IsComplete(JsonElement answer, bool chunk) =>
        IsText(answer, "id"u8) && IsText(answer, "object"u8) && answer.Count("created"u8) is not null
        && answer.Items("choices"u8).All(choice => IsCompleteChoice(choice, chunk))
        && (chunk || (answer.Member("usage"u8).Count("prompt_tokens"u8) is not null && HasCompletionTokens(answer)));

    /// <summary>Writes the answer again, with nothing lost and the gaps filled.</summary>
    public static void Fill(Utf8JsonWriter json, JsonElement answer, AnswerHead head, bool chunk)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, head.Id);
        json.WriteString("object"u8, answer.Text("object"u8) ?? head.Object(chunk));
        json.WriteNumber("created"u8, answer.Count("created"u8) ?? head.Created);
        foreach (var member in answer.EnumerateObject())
        {
            switch (member.Name)
            {
                case "id" or "object" or "created": break;
                case "choices": FillChoices(json, member.Value, head, chunk); break;
                case "usage" when !chunk: break;
                default: member.WriteTo(json); break;
            }
        }

        if (!chunk) FillUsage(json, answer.Member("usage"u8));
        json.WriteEndObject();
    }

    /// <summary>A reason to stop in the unified words.</summary>
    public static string Reason(string reason, bool toolCalls) => reason switch
    {
        "stop" or "length" or "tool_calls" or "content_filter" or "function_call" => reason,
        "max_tokens" or "model_length" or "max_new_tokens" => "length",
        "tool_use" or "tool_call" => "tool_calls",
        "refusal" or "safety" => "content_filter",
        _ => toolCalls ? "tool_calls" : "stop",
    };

    /// <summary>Writes the member <c>usage</c>. Nothing told is shown as zeros: typed clients refuse null.</summary>
    public static void FillUsage(Utf8JsonWriter json, JsonElement usage)
    {
        var prompt = usage.Count("prompt_tokens"u8);
        var completion = usage.Count("completion_tokens"u8);
        var total = usage.Count("total_tokens"u8);
        var known = ProviderUsage.Of(prompt, completion, total) ?? default;
        json.WriteStartObject("usage"u8);
        json.WriteNumber("prompt_tokens"u8, known.PromptTokens);
        json.WriteNumber("completion_tokens"u8, known.CompletionTokens);
        json.WriteNumber("total_tokens"u8, total ?? known.PromptTokens + known.CompletionTokens);
        if (usage.ValueKind is JsonValueKind.Object)
        {
            foreach (var member in usage.EnumerateObject())
            {
                if (member.Name is not ("prompt_tokens" or "completion_tokens" or "total_tokens")) member.WriteTo(json);
            }
        }

        json.WriteEndObject();
    }

    private static bool IsText(JsonElement element, ReadOnlySpan<byte> name) =>
        element.Member(name).ValueKind is JsonValueKind.String;

    private static bool HasCompletionTokens(JsonElement answer) =>
        answer.Member("usage"u8).Count("completion_tokens"u8) is not null && answer.Member("usage"u8).Count("total_tokens"u8) is not null;

    private static bool IsCompleteChoice(JsonElement choice, bool chunk)
    {
        var reason = choice.Text("finish_reason"u8);
        return choice.Count("index"u8) is not null
            && (reason is null ? chunk && choice.TryGetProperty("finish_reason"u8, out _) : Reason(reason, false) == reason)
            && (chunk || choice.TryGetProperty("logprobs"u8, out _))
            && (choice.TryGet("text"u8, out _) || IsMessage(choice.Member(chunk ? "delta"u8 : "message"u8), chunk));
    }

    private static bool IsMessage(JsonElement message, bool chunk) => message.ValueKind is JsonValueKind.Object
        && (message.TryGet("role"u8, out var role) ? role.ValueKind is JsonValueKind.String && role.ValueEquals("assistant"u8) : chunk);

    private static void FillChoices(Utf8JsonWriter json, JsonElement choices, AnswerHead head, bool chunk)
    {
        json.WriteStartArray("choices"u8);
        var position = 0;
        if (choices.ValueKind is JsonValueKind.Array)
        {
            foreach (var choice in choices.EnumerateArray()) FillChoice(json, choice, position++, head, chunk);
        }

        json.WriteEndArray();
    }

    private static void FillChoice(Utf8JsonWriter json, JsonElement choice, int position, AnswerHead head, bool chunk)
    {
        var message = choice.Member(chunk ? "delta"u8 : "message"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, choice.Count("index"u8) ?? position);
        if (head.Chat) FillMessage(json, message, chunk);
        else if (!choice.TryGet("text"u8, out _)) json.WriteString("text"u8, ""u8);
        foreach (var member in choice.EnumerateObject())
        {
            if (member.Name is not ("index" or "finish_reason" or "logprobs" or "message" or "delta")) member.WriteTo(json);
        }

        if (choice.TryGetProperty("logprobs"u8, out var logprobs)) json.Write("logprobs"u8, logprobs);
        else if (!chunk) json.WriteNull("logprobs"u8);
        var calls = message.Items("tool_calls"u8).Any();
        var reason = choice.Text("finish_reason"u8) ?? (chunk ? null : "");
        json.WriteString("finish_reason"u8, reason is null ? null : Reason(reason, calls));
        json.WriteEndObject();
    }

    private static void FillMessage(Utf8JsonWriter json, JsonElement message, bool chunk)
    {
        json.WriteStartObject(chunk ? "delta"u8 : "message"u8);
        var hasRole = message.TryGet("role"u8, out _);
        if (hasRole || !chunk) json.WriteString("role"u8, "assistant"u8); // some say human, some nothing
        if (!chunk && !Has(message, "content"u8)) json.WriteNull("content"u8);
        if (message.ValueKind is JsonValueKind.Object)
        {
            foreach (var member in message.EnumerateObject())
            {
                if (!member.NameEquals("role"u8)) member.WriteTo(json);
            }
        }

        json.WriteEndObject();
    }

    private static bool Has(JsonElement element, ReadOnlySpan<byte> name) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out _);
}
