using Andamento.Inference.Generation;
using Andamento.Inference.LanguageModels.Requests;

namespace Andamento.Inference.LanguageModels;

/// <summary>Reads the requests of one task. Safe for concurrent use.</summary>
internal interface IPlanner
{
    /// <summary>Reads a request and turns it into sequences.</summary>
    /// <exception cref="ModelException"><see cref="ModelFailure.BadInput"/>: it does not fit.</exception>
    AnswerPlan Plan(ReadOnlyMemory<byte> body);
}

/// <summary>What every task's sequences have in common.</summary>
internal static class GenerationRequests
{
    /// <param name="settings">How to answer.</param>
    /// <param name="prompt">What to continue.</param>
    /// <param name="maxTokens">Most tokens to write.</param>
    /// <param name="index">Which answer this is: with one seed they would all be the same.</param>
    public static GenerationRequest Of(AnswerSettings settings, int[] prompt, int maxTokens, int index) => new()
    {
        Prompt = prompt,
        MaxTokens = maxTokens,
        Sampling = settings.Sampling with { Seed = unchecked(settings.Sampling.Seed + index) },
        TopLogProbabilities = settings.TopLogProbabilities,
    };
}
