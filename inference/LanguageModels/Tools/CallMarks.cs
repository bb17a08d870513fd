using Andamento.Inference.Tokens;

namespace Andamento.Inference.LanguageModels.Tools;

/// <summary>
/// The ways in which models that were trained to call functions write a call. What stands between the marks is JSON: an object
/// with <c>name</c> and <c>arguments</c> (or <c>parameters</c>), or a list of such.
/// </summary>
internal static class CallMarks
{
    /// <summary>Where a call begins, and where it ends; null ends with the answer.</summary>
    public static IReadOnlyList<(string Open, string? Close)> All { get; } =
    [
        ("<tool_call>", "</tool_call>"), // Hermes, Qwen
        ("<|python_tag|>", null), // Llama 3.1
        ("[TOOL_CALLS]", null), // Mistral
    ];

    /// <summary>Where calls begin.</summary>
    public static IReadOnlyList<string> Openings { get; } = [.. All.Select(mark => mark.Open)];

    /// <summary>In some vocabularies these are marks that give no text; here is what they stand for.</summary>
    public static Dictionary<int, string> Silent(ITokenizer tokenizer)
    {
        var silent = new Dictionary<int, string>();
        foreach (var text in All.SelectMany(mark => (string?[])[mark.Open, mark.Close]).OfType<string>())
        {
            if (tokenizer.Find(text) is { } id && tokenizer.IsMark(id)) silent[id] = text;
        }

        return silent;
    }
}
