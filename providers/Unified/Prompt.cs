using System.Collections.Immutable;
using System.Text.Json;

namespace Andamento.Providers.Unified;

/// <summary>Text completions for providers that only chat, or that take one prompt a call.</summary>
internal static class Prompt
{
    /// <summary>The one prompt of a completion.</summary>
    /// <exception cref="ProviderException">There is none, several, or one in tokens of another model.</exception>
    public static JsonElement One(JsonElement unified)
    {
        var prompt = unified.Member("prompt"u8);
        if (prompt.ValueKind is JsonValueKind.String) return prompt;
        if (prompt.ValueKind is JsonValueKind.Array && prompt.GetArrayLength() == 1
            && prompt[0].ValueKind is JsonValueKind.String) return prompt[0];

        throw prompt.ValueKind is JsonValueKind.Array && prompt.GetArrayLength() > 0
            ? Fault.Unsupported("prompt", "this provider takes text, not tokens")
            : Fault.Malformed("prompt", "must be a text or a list of texts");
    }

    /// <summary>A chat as it is; a completion as a chat in which the user says the prompt.</summary>
    public static JsonElement AsChat(ProviderCall call, JsonElement unified) => call.Task is ProviderTask.Chat
        ? unified
        : JsonElement.Parse(JsonBytes.Write(unified, static (json, unified) =>
        {
            var prompt = One(unified);
            json.WriteStartObject();
            foreach (var member in unified.EnumerateObject())
            {
                if (member.Name is "prompt" or "messages") continue;
                if (member.Name is "suffix" or "echo" or "best_of") RequireUnused(member);
                else member.WriteTo(json);
            }

            json.WriteStartArray("messages"u8);
            json.WriteStartObject();
            json.WriteString("role"u8, "user"u8);
            json.Write("content"u8, prompt);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }), JsonReading.Deep);

    /// <summary>One call per prompt where there are several; they are not streamed, since choices would mix.</summary>
    public static ImmutableArray<ProviderCall> Split(ProviderCall call)
    {
        if (call.Task is not ProviderTask.Completions) return [call];

        using var unified = UnifiedBody.Parse(call.Body);
        var prompts = unified.RootElement.Items("prompt"u8).ToList();
        return prompts.Count < 2 || prompts.Exists(prompt => prompt.ValueKind is not JsonValueKind.String)
            ? [call]
            : [.. prompts.Select(prompt => call with { Stream = false, Body = With(unified.RootElement, "prompt", prompt) })];
    }

    /// <summary>A body with one member replaced.</summary>
    public static byte[] With(JsonElement unified, string name, JsonElement value) =>
        JsonBytes.Write((unified, name, value), static (json, all) =>
        {
            json.WriteStartObject();
            foreach (var member in all.unified.EnumerateObject())
            {
                if (member.NameEquals(all.name)) continue;
                member.WriteTo(json);
            }

            json.WritePropertyName(all.name);
            all.value.WriteTo(json);
            json.WriteEndObject();
        });

    /// <summary>Refuses <c>suffix</c>, <c>echo</c> and <c>best_of</c>, unless they ask for what happens anyway.</summary>
    public static void RequireUnused(JsonProperty member)
    {
        var unused = member.Value.ValueKind switch
        {
            JsonValueKind.Null or JsonValueKind.False => true,
            JsonValueKind.String => member.Value.ValueEquals(""u8),
            JsonValueKind.Number => member.Value.GetDouble() == 1,
            _ => false,
        };
        if (!unused) throw Fault.Unsupported(member.Name, "this provider does not do that");
    }
}
