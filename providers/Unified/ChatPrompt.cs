using System.Text;
using System.Text.Json;

namespace Andamento.Providers.Unified;

/// <summary>A chat as one text, for models that only go on with a text.</summary>
internal static class ChatPrompt
{
    /// <summary>The prompt of a completion as it is; a chat as the turns of a play, of which the model's is open.</summary>
    /// <param name="call">Tells which of the two it is.</param>
    /// <param name="unified">The body.</param>
    /// <param name="assistant">How the model is called in such a play.</param>
    public static string Of(ProviderCall call, JsonElement unified, string assistant) => call.Task is ProviderTask.Chat
        ? Render(UnifiedBody.Messages(unified), assistant)
        : Prompt.One(unified).GetString()!;

    private static string Render(JsonElement messages, string assistant)
    {
        var instructions = new StringBuilder();
        var turns = new StringBuilder();
        foreach (var message in messages.EnumerateArray())
        {
            var text = PlainText.Of(message.Member("content"u8));
            switch (message.Text("role"u8))
            {
                case "system" or "developer": instructions.Append(text).Append('\n'); break;
                case "user" or "human": turns.Append($"User: {text}\n"); break;
                case "assistant" when message.Items("tool_calls"u8).Any(): throw NoTools();
                case "assistant": turns.Append($"{assistant}: {text}\n"); break;
                case "tool" or "function": throw NoTools();
                default: throw Fault.Malformed("messages", "a role must be system, developer, user or assistant");
            }
        }

        return $"{(instructions.Length > 0 ? instructions.Append('\n') : instructions)}{turns}{assistant}:";
    }

    private static ProviderException NoTools() => Fault.Unsupported("messages", "this model calls no tools");
}
