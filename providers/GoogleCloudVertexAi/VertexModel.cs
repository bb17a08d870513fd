using System.Text.RegularExpressions;
using Andamento.Providers.Unified;

namespace Andamento.Providers.GoogleCloudVertexAi;

/// <summary>What the name of a model tells about how it is called. A name that tells nothing counts as a current Gemini.</summary>
internal static partial class VertexModel
{
    private static readonly Version Current = new(99, 0);

    /// <summary>How a call is made.</summary>
    /// <exception cref="ProviderException">The model cannot be asked for that.</exception>
    public static VertexOperation Operation(ProviderCall call, ProviderTarget target)
    {
        var model = target.Model;
        if (call.Task is ProviderTask.Embeddings) return Embeds(model) ? VertexOperation.PredictEmbeddings : VertexOperation.EmbedContent;
        if (model.StartsWith("claude-", StringComparison.Ordinal)) return VertexOperation.Claude;
        if (!IsPalm(model)) return VertexOperation.Gemini;

        return IsChatPalm(model) == call.Task is ProviderTask.Chat
            ? VertexOperation.Predict
            : throw Fault.UnsupportedTask(GoogleCloudVertexAiAdapter.Description, call.Task, $"with {model}");
    }

    /// <summary>The end of an address: a model of a publisher, or an endpoint that serves a tuned one.</summary>
    public static string Path(VertexOperation operation, string model)
    {
        if (Endpoint().Match(model) is { Success: true } endpoint) return $"endpoints/{endpoint.Groups["id"].Value}";

        return $"publishers/{(operation is VertexOperation.Claude ? "anthropic" : "google")}/models/{Uri.EscapeDataString(model)}";
    }

    /// <summary>The version in <c>gemini-2.5-flash</c>.</summary>
    public static Version VersionOf(string model)
    {
        if (model is "gemini-pro" or "gemini-pro-vision") return new(1, 0);

        var name = Gemini().Match(model);
        return name.Success
            ? new(int.Parse(name.Groups["major"].Value), name.Groups["minor"].Success ? int.Parse(name.Groups["minor"].Value) : 0)
            : Current;
    }

    /// <summary>How many texts a model embeds at once.</summary>
    public static int TextsPerCall(string model) => model switch
    {
        _ when model.StartsWith("gemini-embedding", StringComparison.Ordinal) => 1,
        "textembedding-gecko@001" => 5,
        _ => 250,
    };

    /// <summary>Whether vectors of a model have one size.</summary>
    public static bool HasOneSize(string model) => model.StartsWith("textembedding-gecko", StringComparison.Ordinal);

    // The newer ones of Gemini, and those of other makers, are asked for one content a call.
    private static bool Embeds(string model) => model is "gemini-embedding-001"
        || !((model.StartsWith("gemini-", StringComparison.Ordinal) && model.Contains("embedding", StringComparison.Ordinal))
            || model.EndsWith("maas", StringComparison.Ordinal));

    private static bool IsPalm(string model) =>
        model.Contains("-bison", StringComparison.Ordinal) || model.StartsWith("text-unicorn", StringComparison.Ordinal);

    private static bool IsChatPalm(string model) =>
        model.StartsWith("chat-", StringComparison.Ordinal) || model.StartsWith("codechat-", StringComparison.Ordinal);

    [GeneratedRegex("^(endpoints/)?(?<id>[0-9]+)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Endpoint();

    [GeneratedRegex("^gemini-(?<major>[0-9]{1,2})([.](?<minor>[0-9]{1,2}))?(?![0-9])", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Gemini();
}

/// <summary>The dialects that Vertex AI speaks.</summary>
internal enum VertexOperation
{
    /// <summary>Gemini's.</summary>
    Gemini,

    /// <summary>Anthropic's Messages.</summary>
    Claude,

    /// <summary>That of the PaLM models.</summary>
    Predict,

    /// <summary>The same for embeddings.</summary>
    PredictEmbeddings,

    /// <summary>Embeddings of one content.</summary>
    EmbedContent,
}
