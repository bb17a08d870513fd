using System.Text.Json;
using Andamento.Providers.Unified;

namespace Andamento.Providers.OpenAI;

/// <summary>How text completions are made: natively by the few old models that do, else as a chat in which the user says the prompt.</summary>
internal static class CompletionsMode
{
    public const string Name = "completions_mode";

    private const string Native = "native";
    private const string Bridge = "chat_bridge";

    private static readonly string[] Legacy = ["babbage", "davinci", "curie", "ada", "text-", "code-"];

    /// <summary>The setting.</summary>
    public static ProviderSetting Setting { get; } = new(Name, "How text completions are made: native, chat_bridge to ask a chat model, or "
        + "auto to do so for all but the old models that complete texts themselves.") { Default = "auto" };

    /// <summary>What is wrong with it, or null.</summary>
    public static string? Check(IReadOnlyDictionary<string, string> settings) =>
        settings.GetValueOrDefault(Name) is null or "auto" or Native or Bridge ? null : $"{Name} must be auto, native or chat_bridge.";

    /// <summary>Whether a call is put as a chat.</summary>
    public static bool Bridges(ProviderCall call, ProviderTarget target) => call.Task is ProviderTask.Completions
        && target.Setting(Name) switch
        {
            Native => false,
            Bridge => true,
            _ => !IsLegacy(target.Model),
        };

    /// <summary>The chat that a completion is put as.</summary>
    /// <param name="call">The completion.</param>
    /// <param name="dropped">What a chat does not know is added here.</param>
    public static ProviderCall AsChat(ProviderCall call, List<string> dropped)
    {
        using var unified = UnifiedBody.Parse(call.Body);
        var chat = Prompt.AsChat(call, unified.RootElement);
        var count = chat.Member("logprobs"u8).ValueKind is JsonValueKind.Number; // which in a chat is a yes or no
        if (count) dropped.Add("logprobs");
        return call with
        {
            Task = ProviderTask.Chat,
            Body = JsonBytes.Write((chat, count), static (json, all) =>
            {
                json.WriteStartObject();
                foreach (var member in all.chat.EnumerateObject())
                {
                    if (!(all.count && member.NameEquals("logprobs"u8))) member.WriteTo(json);
                }

                json.WriteEndObject();
            }),
        };
    }

    // A fine-tuned model completes as its base does: ft:davinci-002:…
    private static bool IsLegacy(string model)
    {
        var name = model.StartsWith("ft:", StringComparison.Ordinal) ? model[3..] : model;
        return name.Contains("instruct", StringComparison.Ordinal)
            || Array.Exists(Legacy, prefix => name.StartsWith(prefix, StringComparison.Ordinal));
    }
}
