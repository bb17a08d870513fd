using System.Collections.Frozen;

namespace Andamento.Providers.AmazonBedrock;

/// <summary>What the name of a model, and the vendor that the settings name, tell about how it is called.</summary>
internal static class BedrockModel
{
    private static readonly FrozenSet<string> FirstSegments = FrozenSet.ToFrozenSet(
    [
        // vendors
        "ai21", "amazon", "anthropic", "cohere", "deepseek", "google", "luma", "meta", "minimax", "mistral", "moonshot",
        "nvidia", "openai", "qwen", "stability", "twelvelabs", "writer", "zai",
        // geographies of inference profiles
        "apac", "au", "ca", "eu", "global", "jp", "sa", "us", "us-gov",
    ]);

    /// <summary>The vendor: <c>anthropic</c>, <c>cohere</c>, <c>ai21labs</c> or <c>amazon</c>.</summary>
    public static string Vendor(ProviderTarget target) => target.Setting("bedrock_provider")?.Trim().ToLowerInvariant() ?? "";

    /// <summary>The id. A name without its vendor, as older configurations have it, gets it.</summary>
    public static string Id(ProviderTarget target)
    {
        var name = target.Model;
        if (name.StartsWith("arn:", StringComparison.Ordinal) || FirstSegments.Contains(name.Split('.')[0])) return name;

        var vendor = Vendor(target);
        return $"{(vendor is "ai21labs" ? "ai21" : vendor)}.{name}";
    }

    /// <summary>How a call is made.</summary>
    /// <exception cref="ProviderException">The model cannot be asked for that.</exception>
    public static BedrockOperation Operation(ProviderCall call, ProviderTarget target)
    {
        var (vendor, api) = (Vendor(target), target.Setting("bedrock_api") ?? "auto");
        return call.Task switch
        {
            ProviderTask.Embeddings => vendor switch
            {
                "amazon" => BedrockOperation.TitanEmbedding,
                "cohere" => BedrockOperation.CohereEmbedding,
                _ => throw Refused($"the models of {vendor} do not embed"),
            },
            ProviderTask.Completions when api is not "converse" && Completion(vendor, target.Model) is { } completion => completion,
            _ when api is not "invoke" => BedrockOperation.Converse,
            _ => Chat(vendor, target.Model)
                ?? throw Refused($"bedrock_api 'invoke' does not chat with {target.Model}; set 'auto' or 'converse'"),
        };
    }

    // Models that chat in a dialect of their vendor, or that chats are put to as texts.
    private static BedrockOperation? Chat(string vendor, string model) => vendor switch
    {
        "anthropic" => BedrockOperation.ClaudeMessages,
        "cohere" when Has(model, "command-r") => BedrockOperation.CommandChat,
        "ai21labs" when Has(model, "jamba") => BedrockOperation.Jamba,
        "amazon" when Has(model, "titan-t") => BedrockOperation.TitanText,
        _ => null,
    };

    // Models that complete texts and do not chat.
    private static BedrockOperation? Completion(string vendor, string model) => vendor switch
    {
        "anthropic" when Anthropic.ClaudeModel.IsLegacy(model) => BedrockOperation.ClaudeCompletion,
        "cohere" when Has(model, "command-text") || Has(model, "command-light") => BedrockOperation.Command,
        "ai21labs" when Has(model, "j2-") => BedrockOperation.Jurassic,
        "amazon" when Has(model, "titan-t") => BedrockOperation.TitanText, // titan-text-…, titan-tg1-…
        _ => null,
    };

    private static bool Has(string model, string part) => model.Contains(part, StringComparison.Ordinal);

    private static ProviderException Refused(string why) =>
        new(ProviderFailure.Unsupported, $"Provider amazon-bedrock: {why}.") { Code = "task_not_supported" };
}

/// <summary>The dialects that Bedrock speaks.</summary>
internal enum BedrockOperation
{
    /// <summary>The one for all models that chat.</summary>
    Converse,

    /// <summary>Anthropic's Messages.</summary>
    ClaudeMessages,

    /// <summary>Anthropic's old text completions.</summary>
    ClaudeCompletion,

    /// <summary>Cohere's old text completions.</summary>
    Command,

    /// <summary>Cohere's chats of the first API.</summary>
    CommandChat,

    /// <summary>AI21's chats, in nearly OpenAI's language.</summary>
    Jamba,

    /// <summary>AI21's old text completions.</summary>
    Jurassic,

    /// <summary>Amazon's text completions, and chats put as such.</summary>
    TitanText,

    /// <summary>Amazon's embeddings.</summary>
    TitanEmbedding,

    /// <summary>Cohere's embeddings.</summary>
    CohereEmbedding,
}
