using System.Text.Json;
using Andamento.Providers.Unified;

namespace Andamento.Providers.AmazonBedrock;

/// <summary>A body in the dialect of a model's vendor, without what Bedrock says in the address.</summary>
internal static class InvokeBody
{
    private const string ClaudeVersion = "bedrock-2023-05-31";

    /// <summary>Writes the body of an operation.</summary>
    public static void Write(
        Utf8JsonWriter json, BedrockOperation operation, JsonElement unified, ProviderCall call, ProviderTarget target, Parameters parameters)
    {
        switch (operation)
        {
            case BedrockOperation.TitanText: TitanBody.WriteText(json, unified, call, parameters); return;
            case BedrockOperation.TitanEmbedding: TitanBody.WriteEmbedding(json, unified, target, parameters); return;
            case BedrockOperation.ClaudeMessages:
                var chat = new Anthropic.ChatBody(json, call with { Stream = false }, target, parameters); // the address tells
                chat.Write(Prompt.AsChat(call, unified), ClaudeVersion);
                return;
            case BedrockOperation.Jurassic: Ai21Labs.CompleteBody.Write(json, unified, call, parameters); return;
        }

        using var theirs = JsonDocument.Parse(JsonBytes.Write(
            (operation, unified, call, target, parameters), static (json, all) => WriteTheirs(json, all)), JsonReading.Deep);
        json.WriteStartObject();
        if (operation is BedrockOperation.ClaudeCompletion) json.WriteString("anthropic_version"u8, ClaudeVersion);

        foreach (var member in theirs.RootElement.EnumerateObject())
        {
            // The old completions of Cohere want to read of the stream in the body as well.
            if (member.Name is "model" || (member.Name is "stream" && operation is not BedrockOperation.Command)) continue;
            member.WriteTo(json);
        }

        json.WriteEndObject();
    }

    private static void WriteTheirs(
        Utf8JsonWriter json,
        (BedrockOperation Operation, JsonElement Unified, ProviderCall Call, ProviderTarget Target, Parameters Parameters) all)
    {
        switch (all.Operation)
        {
            case BedrockOperation.ClaudeCompletion:
                Anthropic.LegacyBody.Write(json, all.Unified, all.Call, all.Target, all.Parameters);
                break;
            case BedrockOperation.Command:
                Cohere.GenerateBody.Write(json, all.Unified, all.Call, all.Target, all.Parameters);
                break;
            case BedrockOperation.CommandChat:
                Cohere.ChatBodyV1.Write(json, all.Unified, all.Call, all.Target, all.Parameters);
                break;
            case BedrockOperation.Jamba:
                Ai21Labs.ChatBody.Write(json, all.Unified, all.Call, all.Target, all.Parameters);
                break;
            default: Cohere.EmbeddingBody.Write(json, all.Unified, all.Call, all.Target, all.Parameters); break;
        }
    }
}
