using Andamento.Inference.LanguageModels.Answers;

namespace Andamento.Inference.LanguageModels;

/// <summary>A request, ready to run: its answers in order, and what is already known of its usage.</summary>
/// <param name="Choices">The answers: those of the first prompt, then those of the next.</param>
/// <param name="PerPrompt">Answers of each prompt.</param>
/// <param name="Format">How answers are written.</param>
/// <param name="IncludeUsage">A stream ends with the usage.</param>
internal sealed record AnswerPlan(IReadOnlyList<ChoiceSource> Choices, int PerPrompt, AnswerFormat Format, bool IncludeUsage)
{
    /// <summary>What the whole request used.</summary>
    public AnswerUsage Usage(IReadOnlyList<Choice> written)
    {
        long prompt = 0, completion = 0, cached = 0;
        for (var i = 0; i < written.Count; i++)
        {
            completion += written[i].CompletionTokens;
            if (i % PerPrompt != 0) continue; // the prompt is shared

            prompt += Choices[i].Generation.Prompt.Length;
            cached += written[i].KnownPromptTokens;
        }

        return new(prompt, completion, cached);
    }
}
