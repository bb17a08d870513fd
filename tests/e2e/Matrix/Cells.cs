using Andamento.Providers;
using Andamento.Tests.EndToEnd.Matrix.Vendors;
using static Andamento.Tests.EndToEnd.Matrix.Cell;

namespace Andamento.Tests.EndToEnd.Matrix;

/// <summary>The support matrix (providers contract, section 2): every provider, task and way to answer.</summary>
internal static class Cells
{
    private const ProviderTask Chat = ProviderTask.Chat;
    private const ProviderTask Completions = ProviderTask.Completions;
    private const ProviderTask Embeddings = ProviderTask.Embeddings;

    private static readonly (string, string?)[] Instruct = [("model", "gpt-3.5-turbo-instruct")];
    private static readonly (string, string?)[] Nova = [("bedrock_provider", "amazon"), ("model", "nova-lite-v1:0")];
    private static readonly (string, string?)[] Titan = [("bedrock_provider", "amazon"), ("model", "titan-text-express-v1")];
    private static readonly (string, string?)[] CommandR = [("bedrock_provider", "cohere"), ("model", "command-r-v1:0")];
    private static readonly (string, string?)[] Jamba = [("bedrock_provider", "ai21labs"), ("model", "jamba-1-5-large-v1:0")];

    private static readonly Cell[][] Table =
    [
        Line("openai", "openai", Chat, "hello", "hello-stream-with-usage"),
        Line("openai", "openai", Completions, Spoken, Spoken), // bridged: the model only chats
        Line("openai-instruct", "openai", Completions, Spoken, Spoken, Instruct),
        Line("openai", "openai", Embeddings, Spoken, RefusedAtQuery),

        Line("azure", "azure", Chat, "azure-hello", "azure-hello-stream-usage"),
        Line("azure", "azure", Completions, Spoken, Spoken),
        Line("azure-instruct", "azure", Completions, Spoken, Spoken, Instruct),
        Line("azure", "azure", Embeddings, Spoken, RefusedAtQuery),
        Line("azuread", "azuread", Chat, "azuread-hello", "azuread-hello-stream"),
        Line("azuread", "azuread", Completions, Spoken, Spoken),
        Line("azuread-instruct", "azuread", Completions, Spoken, Spoken, Instruct),
        Line("azuread", "azuread", Embeddings, Spoken, RefusedAtQuery),

        Line("anthropic", "anthropic", Chat, "hello", "hello-stream"),
        Line("anthropic", "anthropic", Completions, "completion", "completion-stream"),
        Line("anthropic-claude-2", "anthropic", Completions, "completion-of-an-old-model", "completion-of-an-old-model-stream"),
        Line("anthropic", "anthropic", Embeddings, RefusedAtCreate, RefusedAtCreate),

        Line("cohere", "cohere", Chat, "hello", "hello-stream"),
        Line("cohere", "cohere", Completions, "completion", "completion-stream"),
        Line("cohere-command", "cohere", Completions, "completion-of-an-old-model", "completion-of-an-old-model-stream"),
        Line("cohere", "cohere", Embeddings, "embeddings-base64", RefusedAtQuery),
        Line("cohere-v1", "cohere", Chat, "v1-hello", "v1-hello-stream"),
        Line("cohere-v1", "cohere", Completions, "v1-completion", "v1-hello-stream"),
        Line("cohere-v1", "cohere", Embeddings, "v1-embeddings", RefusedAtQuery),

        Line("ai21labs", "ai21labs", Chat, "hello", "hello-stream"),
        Line("ai21labs", "ai21labs", Completions, "completion", "completion-stream"),
        Line("ai21labs-j2", "ai21labs", Completions, "completion-of-an-old-model", "completion-of-an-old-model-stream"),
        Line("ai21labs-j2", "ai21labs", Chat, RefusedAtQuery, RefusedAtQuery, [("model", "j2-mid")]),
        Line("ai21labs-j2-bridged", "ai21labs", Chat, "chat-of-an-old-model", "chat-of-an-old-model-stream"),
        Line("ai21labs", "ai21labs", Embeddings, RefusedAtCreate, RefusedAtCreate),

        Line("bedrock-anthropic", "amazon-bedrock", Chat, "hello", "hello-stream"),
        Line("bedrock-anthropic-session", "amazon-bedrock", Chat, "hello-with-a-session", "hello-stream", BedrockVendor.TemporaryKey),
        Line("bedrock-anthropic-key", "amazon-bedrock", Chat, "hello-with-an-api-key", "hello-stream", BedrockVendor.BearerKey),
        Line("bedrock-anthropic-invoke", "amazon-bedrock", Chat, "invoke-hello", "invoke-hello-stream"),
        Line("bedrock-anthropic", "amazon-bedrock", Completions, "completion", "completion-stream"),
        Line("bedrock-claude-2", "amazon-bedrock", Completions, "completion-of-an-old-model", "completion-of-an-old-model-stream"),
        Line("bedrock-anthropic", "amazon-bedrock", Embeddings, RefusedAtQuery, RefusedAtQuery),
        Line("bedrock-cohere", "amazon-bedrock", Chat, "hello", "hello-stream", CommandR),
        Line("bedrock-cohere-invoke", "amazon-bedrock", Chat, "invoke-chat-of-command", "invoke-chat-of-command-stream"),
        Line("bedrock-cohere", "amazon-bedrock", Completions, "completion", "completion-stream", CommandR),
        Line("bedrock-cohere-command", "amazon-bedrock", Completions, "completion-of-command", "completion-of-command-stream"),
        Line("bedrock-cohere", "amazon-bedrock", Embeddings, "embeddings-of-cohere", RefusedAtQuery),
        Line("bedrock-ai21labs", "amazon-bedrock", Chat, "hello", "hello-stream", Jamba),
        Line("bedrock-ai21labs-invoke", "amazon-bedrock", Chat, "invoke-chat-of-jamba", "invoke-chat-of-jamba-stream"),
        Line("bedrock-ai21labs", "amazon-bedrock", Completions, "completion", "completion-stream", Jamba),
        Line("bedrock-ai21labs-j2", "amazon-bedrock", Completions, "completion-of-jurassic", "completion-of-jurassic-stream"),
        Line("bedrock-ai21labs", "amazon-bedrock", Embeddings, RefusedAtQuery, RefusedAtQuery, Jamba),
        Line("bedrock-amazon", "amazon-bedrock", Chat, "hello-of-nova", "hello-stream", Nova),
        Line("bedrock-amazon-titan", "amazon-bedrock", Chat, "hello", "hello-stream", Titan),
        Line("bedrock-amazon-invoke", "amazon-bedrock", Chat, "invoke-chat-of-titan", "invoke-chat-of-titan-stream"),
        Line("bedrock-amazon", "amazon-bedrock", Completions, "completion-of-titan", "completion-of-titan-stream"),
        Line("bedrock-amazon", "amazon-bedrock", Embeddings, "embeddings-of-titan-base64", RefusedAtQuery),
        Line("bedrock-amazon-titan-2", "amazon-bedrock", Embeddings, "embeddings-of-titan", RefusedAtQuery),

        Line("vertex-gemini", "google-cloud-vertex-ai", Chat, "hello", "hello-stream"),
        Line("vertex-bison", "google-cloud-vertex-ai", Chat, "chat-of-bison", "chat-of-bison-stream"),
        Line("vertex-claude", "google-cloud-vertex-ai", Chat, "claude", "claude-stream"),
        Line("vertex-gemini", "google-cloud-vertex-ai", Completions, "completion", "completion-stream"),
        Line("vertex-bison", "google-cloud-vertex-ai", Completions, "completion-of-bison", "completion-of-bison-stream"),
        Line("vertex-gecko", "google-cloud-vertex-ai", Embeddings, "embeddings-base64", RefusedAtQuery),
        Line("vertex-gemini", "google-cloud-vertex-ai", Embeddings, "embeddings-of-a-content", RefusedAtQuery),

        Line("palm", "palm", Chat, "hello", "hello-stream"),
        Line("palm", "palm", Completions, "completion", "completion-stream"),
        Line("palm", "palm", Embeddings, "embeddings", RefusedAtQuery),

        Line("other-workspace", "databricks-model-serving", Chat, "hello", "hello-stream"),
        Line("other-workspace", "databricks-model-serving", Completions, Spoken, Spoken),
        Line("other-workspace", "databricks-model-serving", Embeddings, Spoken, RefusedAtQuery),

        Line("custom", "custom", Chat, Spoken, Spoken),
        Line("custom-whole-address", "custom", Chat, Spoken, Spoken, CustomVendor.WholeAddressAndKey),
        Line("custom", "custom", Completions, Spoken, Spoken),
        Line("custom", "custom", Embeddings, Spoken, RefusedAtQuery),
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Cell> All { get; } = [.. Table.SelectMany(line => line)];

    /// <summary>The one of a test case.</summary>
    public static Cell Find(string name) => All.Single(cell => cell.ToString() == name);

    /// <summary>The one that stands for a vendor: a chat with its usual model.</summary>
    public static Cell OfVendor(string vendor, bool stream) =>
        All.First(cell => cell.Vendor == vendor && cell.Task is Chat && cell.Stream == stream);

    private static Cell[] Line(
        string row, string vendor, ProviderTask task, string whole, string streamed, (string Name, string? Value)[]? settings = null) =>
    [
        new(row, vendor, task, Stream: false, whole) { Settings = settings ?? [], Configuration = RecordingOf(whole) },
        new(row, vendor, task, Stream: true, streamed)
        {
            Settings = settings ?? [],
            Configuration = RecordingOf(streamed) ?? RecordingOf(whole),
        },
    ];
}
