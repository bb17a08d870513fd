using System.Text.Json;
using Andamento.Providers.Unified;

namespace Andamento.Providers.Anthropic;

/// <summary>A unified chat as a body of the Messages API. What is not named here passes through.</summary>
internal sealed class ChatBody(Utf8JsonWriter json, ProviderCall call, ProviderTarget target, Parameters parameters)
{
    internal const string SchemaTool = "json_tool_call";

    private const string JsonInstruction = "Answer with one valid JSON object and with nothing else.";

    /// <summary>Writes the body.</summary>
    /// <param name="unified">The chat.</param>
    /// <param name="cloud">The version in which a cloud runs the model that its address names; null for Anthropic itself.</param>
    public void Write(JsonElement unified, string? cloud = null)
    {
        json.WriteStartObject();
        if (cloud is null) json.WriteString("model"u8, target.Model);
        else json.WriteString("anthropic_version"u8, cloud);
        WriteMembers(unified);
        if (call.Stream) json.WriteBoolean("stream"u8, true);
        json.WriteEndObject();
    }

    /// <summary>Whether an answer in the shape of a schema is asked for by way of a tool.</summary>
    public static bool AsksBySchemaTool(JsonElement unified, ProviderTarget target) =>
        target.Setting("structured_output_mode") is "tool"
        && unified.Member("response_format"u8).Is("type"u8, "json_schema"u8);

    private void WriteMembers(JsonElement unified)
    {
        var thinking = ThinkingPlan.Of(unified, target, parameters);
        json.WriteNumber("max_tokens"u8, thinking.MaxTokens);
        foreach (var member in unified.EnumerateObject())
        {
            if (member.Value.ValueKind is not JsonValueKind.Null) WriteMember(member, unified, thinking);
        }

        WriteUser(unified);
        ToolChoice.Write(json, unified, AsksBySchemaTool(unified, target));
        thinking.Write(json);
        WriteOutputConfig(unified, thinking);
    }

    private void WriteMember(JsonProperty member, JsonElement unified, ThinkingPlan thinking)
    {
        switch (member.Name)
        {
            case "messages":
                SystemPrompt.Write(json, unified, AsksByInstruction(unified, target) ? JsonInstruction : null);
                new MessageList(json, parameters.Strict).Write(member.Value, target.Setting("pad_first_user") is "true");
                break;
            case "tools": ToolChoice.WriteTools(json, unified, AsksBySchemaTool(unified, target)); break;
            case "stop": StopWords.Write(json, unified, member.Value, "stop_sequences"u8); break;
            case "temperature": WriteTemperature(member.Value, thinking); break;
            case "top_p": WriteTopP(member.Value, unified, thinking); break;
            case "top_k" when thinking.On: parameters.Drop("top_k"); break;
            case "n": UnifiedBody.RequireOneChoice(member.Value); break;
            case "response_format": RequireFormat(unified); break;
            case "service_tier" when !unified.Is("service_tier"u8, "auto"u8) && !unified.Is("service_tier"u8, "standard_only"u8):
            case "frequency_penalty" or "presence_penalty" or "logit_bias" or "seed" or "min_p":
            case "logprobs" or "top_logprobs" or "store":
                parameters.Drop(member.Name);
                break;
            case "max_tokens" or "max_completion_tokens" or "stream" or "user" or "metadata" or "system":
            case "tool_choice" or "parallel_tool_calls" or "reasoning_effort" or "thinking" or "output_config":
                break; // written elsewhere
            default:
                if (!UnifiedBody.IsOurs(member.Name)) member.WriteTo(json);
                break;
        }
    }

    private void WriteTemperature(JsonElement temperature, ThinkingPlan thinking)
    {
        if (thinking.On) parameters.Drop("temperature");
        else parameters.Temperature(json, temperature, most: 1);
    }

    private void WriteTopP(JsonElement topP, JsonElement unified, ThinkingPlan thinking)
    {
        var refused = thinking.On
            ? topP.ValueKind is JsonValueKind.Number && topP.GetDouble() < 0.95
            : unified.TryGet("temperature"u8, out _) && ClaudeModel.TakesOneSampler(target.Model);
        if (refused) parameters.Drop("top_p");
        else parameters.Number(json, "top_p", topP, "top_p", 0, 1);
    }

    private void RequireFormat(JsonElement unified)
    {
        if (AnswerFormats.Of(unified.Member("response_format"u8)) is not AnswerFormat.JsonObject || AsksByInstruction(unified, target)) return;

        throw Fault.Unsupported("response_format", "this provider needs a json_schema, or none");
    }

    private static bool AsksByInstruction(JsonElement unified, ProviderTarget target) =>
        target.Setting("json_object_mode") is "instruct" && unified.Member("response_format"u8).Is("type"u8, "json_object"u8);

    private void WriteUser(JsonElement unified)
    {
        var metadata = unified.Member("metadata"u8);
        var user = unified.Member("user"u8);
        if (metadata.ValueKind is not JsonValueKind.Object && user.ValueKind is not JsonValueKind.String) return;

        json.WriteStartObject("metadata"u8);
        if (metadata.ValueKind is JsonValueKind.Object)
        {
            foreach (var member in metadata.EnumerateObject()) member.WriteTo(json);
        }

        if (user.ValueKind is JsonValueKind.String && !metadata.TryGet("user_id"u8, out _)) json.Write("user_id"u8, user);
        json.WriteEndObject();
    }

    private void WriteOutputConfig(JsonElement unified, ThinkingPlan thinking)
    {
        var given = unified.Member("output_config"u8);
        var format = unified.Member("response_format"u8);
        var bySchema = format.Is("type"u8, "json_schema"u8) && !AsksBySchemaTool(unified, target);
        if (given.ValueKind is not JsonValueKind.Object && !bySchema && thinking.Effort is null) return;

        json.WriteStartObject("output_config"u8);
        if (given.ValueKind is JsonValueKind.Object)
        {
            foreach (var member in given.EnumerateObject()) member.WriteTo(json);
        }

        if (thinking.Effort is { } effort && !given.TryGet("effort"u8, out _)) json.WriteString("effort"u8, effort);
        if (bySchema && !given.TryGet("format"u8, out _))
        {
            json.WriteStartObject("format"u8);
            json.WriteString("type"u8, "json_schema"u8);
            json.Write("schema"u8, Schema(unified));
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    internal static JsonElement Schema(JsonElement unified) => AnswerFormats.Schema(unified.Member("response_format"u8));
}
