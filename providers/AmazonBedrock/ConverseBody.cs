using System.Text.Json;
using Andamento.Providers.Anthropic;
using Andamento.Providers.Unified;

namespace Andamento.Providers.AmazonBedrock;

/// <summary>
/// A unified chat as a body of Converse, which is one for the models of all vendors. What it does not know goes into
/// <c>additionalModelRequestFields</c>, and so to the model.
/// </summary>
internal sealed class ConverseBody(Utf8JsonWriter json, ProviderTarget target, Parameters parameters)
{
    private readonly string _vendor = BedrockModel.Vendor(target);

    /// <summary>Writes the body.</summary>
    public void Write(JsonElement chat)
    {
        var thinking = _vendor is "anthropic" ? ThinkingPlan.Of(chat, target, parameters) : null;
        json.WriteStartObject();
        ConverseMessages.WriteSystem(json, chat);
        new ConverseMessages(json, parameters.Strict).Write(UnifiedBody.Messages(chat));
        WriteInference(chat, thinking);
        ConverseTools.Write(json, chat, ChatBody.AsksBySchemaTool(chat, target), choose: !ConverseTools.AsksForOne(chat, _vendor));
        WriteFormat(chat);
        WriteOwn(chat);
        WriteAdditional(chat, thinking);
        json.WriteEndObject();
    }

    private void WriteInference(JsonElement chat, ThinkingPlan? thinking)
    {
        var thinks = thinking is { On: true };
        json.WriteStartObject("inferenceConfig"u8);
        if (thinks) json.WriteNumber("maxTokens"u8, thinking!.MaxTokens);
        else if (UnifiedBody.MaxTokens(chat) is { ValueKind: not JsonValueKind.Undefined } limit) json.Write("maxTokens"u8, limit);
        if (chat.TryGet("temperature"u8, out var temperature))
        {
            if (thinks) parameters.Drop("temperature");
            else parameters.Temperature(json, temperature, most: 1);
        }

        if (chat.TryGet("top_p"u8, out var topP))
        {
            var refused = thinks || (_vendor is "anthropic" && chat.TryGet("temperature"u8, out _) && ClaudeModel.TakesOneSampler(target.Model));
            if (refused) parameters.Drop("top_p");
            else parameters.Number(json, "top_p", topP, "topP", 0, 1);
        }

        if (chat.TryGet("stop"u8, out var stop)) StopWords.Write(json, chat, stop, "stopSequences"u8);
        json.WriteEndObject();
    }

    private void WriteFormat(JsonElement chat)
    {
        var format = chat.Member("response_format"u8);
        var asked = AnswerFormats.Of(format);
        if (asked is AnswerFormat.JsonObject) throw Fault.Unsupported("response_format", "this provider needs a json_schema, or none");
        if (asked is AnswerFormat.Text || ChatBody.AsksBySchemaTool(chat, target)) return;

        json.WriteStartObject("outputConfig"u8);
        json.WriteStartObject("textFormat"u8);
        json.WriteString("type"u8, "json_schema"u8);
        json.WriteStartObject("structure"u8);
        json.WriteStartObject("jsonSchema"u8);
        json.WriteString("schema"u8, AnswerFormats.Schema(format).GetRawText()); // as text, unlike anywhere else
        if (format.Member("json_schema"u8).TryGet("name"u8, out var name)) json.Write("name"u8, name);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteOwn(JsonElement chat)
    {
        foreach (var member in chat.EnumerateObject())
        {
            if (IsConverse(member.Name) && member.Value.ValueKind is not JsonValueKind.Null) member.WriteTo(json);
        }
    }

    private void WriteAdditional(JsonElement chat, ThinkingPlan? thinking)
    {
        var fields = JsonElement.Parse(JsonBytes.Write((chat, thinking, this), static (json, all) =>
        {
            json.WriteStartObject();
            all.Item3.WriteFields(json, all.chat, all.thinking);
            json.WriteEndObject();
        }), JsonReading.Deep);
        if (fields.EnumerateObject().Any()) json.Write("additionalModelRequestFields"u8, fields);
    }

    private void WriteFields(Utf8JsonWriter fields, JsonElement chat, ThinkingPlan? thinking)
    {
        if (chat.TryGet("additionalModelRequestFields"u8, out var given) && given.ValueKind is JsonValueKind.Object)
        {
            foreach (var member in given.EnumerateObject()) member.WriteTo(fields);
        }

        thinking?.Write(fields);
        if (thinking?.Effort is { } effort && !chat.TryGet("output_config"u8, out _))
        {
            fields.WriteStartObject("output_config"u8);
            fields.WriteString("effort"u8, effort);
            fields.WriteEndObject();
        }

        if (ConverseTools.AsksForOne(chat, _vendor)) ToolChoice.Write(fields, chat, schemaTool: false);
        foreach (var member in chat.EnumerateObject())
        {
            if (member.Value.ValueKind is not JsonValueKind.Null) WriteField(fields, member, chat, thinking);
        }
    }

    private void WriteField(Utf8JsonWriter fields, JsonProperty member, JsonElement chat, ThinkingPlan? thinking)
    {
        switch (member.Name)
        {
            case "n": UnifiedBody.RequireOneChoice(member.Value); break;
            case "top_k" when thinking is { On: true }: parameters.Drop("top_k"); break;
            case "frequency_penalty" or "presence_penalty" when _vendor is "cohere" or "ai21labs": member.WriteTo(fields); break;
            case "logit_bias" when _vendor is "cohere": member.WriteTo(fields); break;
            case "user" when _vendor is "anthropic" && !chat.TryGet("metadata"u8, out _):
                fields.WriteStartObject("metadata"u8);
                fields.Write("user_id"u8, member.Value);
                fields.WriteEndObject();
                break;
            case "thinking" when thinking is not null: break; // the plan wrote it
            case "reasoning_effort" when thinking is not null: break;
            case "parallel_tool_calls" when member.Value.ValueKind is not JsonValueKind.False || ConverseTools.AsksForOne(chat, _vendor): break;
            case "thinking" or "output_config" when thinking is null: // words of Anthropic's clients
            case "frequency_penalty" or "presence_penalty" or "logit_bias" or "min_p" or "seed" or "reasoning_effort":
            case "logprobs" or "top_logprobs" or "user" or "metadata" or "store" or "service_tier" or "parallel_tool_calls":
                parameters.Drop(member.Name);
                break;
            case "messages" or "tools" or "tool_choice" or "max_tokens" or "max_completion_tokens" or "temperature" or "top_p":
            case "stop" or "stream" or "response_format" or "additionalModelRequestFields":
                break; // written elsewhere
            default:
                if (!UnifiedBody.IsOurs(member.Name) && !IsConverse(member.Name)) member.WriteTo(fields);
                break;
        }
    }

    private static bool IsConverse(string name) => name is "guardrailConfig" or "performanceConfig" or "promptVariables"
        or "requestMetadata" or "additionalModelResponseFieldPaths" or "serviceTier";
}
