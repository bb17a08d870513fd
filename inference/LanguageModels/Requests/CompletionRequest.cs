using System.Text.Json;
using Andamento.Inference.Json;

namespace Andamento.Inference.LanguageModels.Requests;

/// <summary>An <c>llm/v1/completions</c> request, read.</summary>
/// <param name="Settings">How to answer.</param>
/// <param name="Prompts">At least one.</param>
/// <param name="Echo">The answer begins with the prompt.</param>
/// <param name="Truncate">A prompt that is too long loses its beginning.</param>
internal sealed record CompletionRequest(AnswerSettings Settings, IReadOnlyList<CompletionPrompt> Prompts, bool Echo, bool Truncate)
{
    private const int MostPrompts = 32;

    /// <summary>Reads a body.</summary>
    /// <param name="body">UTF-8 JSON.</param>
    /// <param name="vocabulary">One more than the largest token.</param>
    /// <exception cref="ModelException">It does not fit; <see cref="ModelException.Param"/> names the member.</exception>
    public static CompletionRequest Parse(ReadOnlyMemory<byte> body, int vocabulary)
    {
        using var document = JsonBody.ParseObject(body);
        var settings = new AnswerSettingsReader(vocabulary);
        IReadOnlyList<CompletionPrompt>? prompts = null;
        var (echo, truncate) = (false, false);
        int? top = null;
        long? best = null;
        foreach (var member in RequestMembers.Of(document.RootElement))
        {
            if (settings.TryRead(member)) continue;
            var (value, path) = (member.Value, member.Path);
            switch (member.Name)
            {
                case "prompt": prompts = ReadPrompts(value, path, vocabulary); break;
                case "echo": echo = RequestValues.Boolean(value, path); break;
                case "logprobs": top = (int)RequestValues.Whole(value, path, 0, 5); break;
                case "best_of": best = RequestValues.Whole(value, path, 1, 20); break;
                case "error_behavior": truncate = ReadErrorBehavior(value, path); break;
                case "use_raw_prompt" when RequestValues.Boolean(value, path): break; // it always is
                case "suffix": throw JsonBody.Invalid($"This model cannot write before a '{path}'; leave it out.", path);
                default: throw member.Unknown();
            }
        }

        var read = settings.Build(top);
        if (best is not null && best != read.Count) throw JsonBody.Invalid("'best_of' must be the same as 'n': answers are not compared.", "best_of");
        if (echo && top is not null) throw JsonBody.Invalid("'echo' and 'logprobs' exclude each other: prompts have no probabilities.", "echo");
        return new(read, prompts ?? throw JsonBody.Invalid("'prompt' is missing.", "prompt"), echo, truncate);
    }

    private static bool ReadErrorBehavior(JsonElement value, string path) => RequestValues.Text(value, path) switch
    {
        "truncate" => true,
        "error" => false,
        _ => throw JsonBody.Invalid($"'{path}' is neither \"truncate\" nor \"error\".", path),
    };

    private static IReadOnlyList<CompletionPrompt> ReadPrompts(JsonElement value, string path, int vocabulary)
    {
        if (value.ValueKind is JsonValueKind.String) return [ReadPrompt(value, path, vocabulary)];
        if (value.ValueKind is not JsonValueKind.Array) throw RequestValues.Wrong(path, value, "a string or a list of strings");

        var count = value.GetArrayLength();
        if (count == 0) throw JsonBody.Invalid($"'{path}' is an empty list.", path);
        if (value[0].ValueKind is JsonValueKind.Number) return [ReadPrompt(value, path, vocabulary)];
        if (count > MostPrompts) throw JsonBody.Invalid($"'{path}' has {count} prompts; {MostPrompts} are allowed.", path);
        return [.. value.EnumerateArray().Select((prompt, i) => ReadPrompt(prompt, $"{path}[{i}]", vocabulary))];
    }

    private static CompletionPrompt ReadPrompt(JsonElement value, string path, int vocabulary)
    {
        if (value.ValueKind is JsonValueKind.String) return new(JsonBody.Text(value, $"'{path}'"), Tokens: null, path);
        if (value.ValueKind is not JsonValueKind.Array) throw RequestValues.Wrong(path, value, "a string or a list of tokens");
        if (value.GetArrayLength() == 0) throw JsonBody.Invalid($"'{path}' is an empty list.", path);

        var tokens = value.EnumerateArray().Select((token, i) => (int)RequestValues.Whole(token, $"{path}[{i}]", 0, vocabulary - 1));
        return new(Text: null, [.. tokens], path);
    }
}

/// <summary>A prompt as text or as tokens.</summary>
internal sealed record CompletionPrompt(string? Text, int[]? Tokens, string Path);
