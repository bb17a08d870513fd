using Andamento.Inference.Generation;

namespace Andamento.Inference.LanguageModels.Requests;

/// <summary>What chat and completions requests have in common.</summary>
internal sealed record AnswerSettings
{
    /// <summary>Most tokens to write; null leaves it to the task.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>Answers to each prompt.</summary>
    public int Count { get; init; } = 1;

    public SamplingSettings Sampling { get; init; } = new();

    /// <summary>Texts that end the answer and are no part of it.</summary>
    public IReadOnlyList<string> Stops { get; init; } = [];

    /// <summary>How many of the likeliest tokens are told with each token; null for no probabilities.</summary>
    public int? TopLogProbabilities { get; init; }

    /// <summary>A stream's last chunk says the usage.</summary>
    public bool IncludeUsage { get; init; }
}
