namespace Andamento.Inference.Generation;

/// <summary>
/// Continues token sequences, all of them together: a sequence joins the running batch at the next step, and leaves it with its
/// last token. Safe for concurrent use.
/// </summary>
internal interface IGenerator : IAsyncDisposable
{
    /// <summary>Tokens that prompt and continuation may have together.</summary>
    int ContextLength { get; }

    /// <summary>Queues a sequence. Disposing the result takes it out, also in the middle.</summary>
    /// <exception cref="ModelException">
    /// <see cref="ModelFailure.BadInput"/>, code <c>context_length_exceeded</c>, when the prompt leaves no room;
    /// <see cref="ModelFailure.Overloaded"/> when the queue is full.
    /// </exception>
    IGeneration Start(GenerationRequest request);
}

/// <summary>A sequence that is being continued. It has one reader.</summary>
internal interface IGeneration : IAsyncDisposable
{
    /// <summary>The token that <see cref="MoveNextAsync"/> brought.</summary>
    GeneratedToken Current { get; }

    /// <summary>Why it ended, once <see cref="MoveNextAsync"/> gave false.</summary>
    GenerationEnd End { get; }

    /// <summary>Tokens of the prompt that were known from an earlier sequence, once the first token is there.</summary>
    int KnownPromptTokens { get; }

    /// <summary>Waits for the next token. False after the last one; the token that ends a text is not given.</summary>
    /// <exception cref="ModelException"><see cref="ModelFailure.Internal"/>: the runtime failed; <see cref="ModelFailure.Overloaded"/>: the model is being unloaded.</exception>
    ValueTask<bool> MoveNextAsync(CancellationToken cancellationToken);
}

/// <summary>Why a sequence ended.</summary>
internal enum GenerationEnd
{
    /// <summary>The model ended it, or its constraint allows nothing more.</summary>
    Stop,

    /// <summary>Its limit, or the model's context, is full.</summary>
    Length,
}

/// <summary>One token of a continuation.</summary>
/// <param name="Id">The token.</param>
/// <param name="LogProbability">Its natural logarithm of probability under the model, before sampling settings; NaN when none were asked for.</param>
/// <param name="Top">The likeliest tokens at this place, best first, when asked for; else empty.</param>
internal readonly record struct GeneratedToken(int Id, float LogProbability, IReadOnlyList<TokenChance> Top);

/// <summary>A token and its natural logarithm of probability.</summary>
internal readonly record struct TokenChance(int Id, float LogProbability);

/// <summary>A sequence to be continued.</summary>
internal sealed record GenerationRequest
{
    /// <summary>At least one token.</summary>
    public required ReadOnlyMemory<int> Prompt { get; init; }

    /// <summary>Most tokens to add, at least 1; the context may end it earlier.</summary>
    public required int MaxTokens { get; init; }

    /// <summary>How a token is drawn.</summary>
    public SamplingSettings Sampling { get; init; } = new();

    /// <summary>What may come next, or null for anything.</summary>
    public ITokenConstraint? Constraint { get; init; }

    /// <summary>How many of the likeliest tokens each token tells, 0 to 20; null for no probabilities at all.</summary>
    public int? TopLogProbabilities { get; init; }

    /// <summary>Goes on past the tokens that end a text.</summary>
    public bool IgnoreEnd { get; init; }
}

/// <summary>How a token is drawn from the model's distribution.</summary>
internal sealed record SamplingSettings
{
    /// <summary>0 takes the likeliest; 1 leaves the distribution as it is; up to 2.</summary>
    public float Temperature { get; init; } = 1;

    /// <summary>Keeps the likeliest tokens that together have this probability, above 0 to 1.</summary>
    public float TopP { get; init; } = 1;

    /// <summary>Keeps this many of the likeliest; 0 keeps all.</summary>
    public int TopK { get; init; }

    /// <summary>Keeps tokens with at least this part of the likeliest one's probability, 0 to 1.</summary>
    public float MinP { get; init; }

    /// <summary>Taken from a token's logit for each time it was written, -2 to 2.</summary>
    public float FrequencyPenalty { get; init; }

    /// <summary>Taken from a token's logit once it was written, -2 to 2.</summary>
    public float PresencePenalty { get; init; }

    /// <summary>Divides positive logits of tokens in prompt and text, multiplies negative ones; above 0, 1 changes nothing.</summary>
    public float RepetitionPenalty { get; init; } = 1;

    /// <summary>Added to single tokens' logits, -100 to 100.</summary>
    public IReadOnlyList<KeyValuePair<int, float>> Biases { get; init; } = [];

    /// <summary>Makes the draws repeatable, or null.</summary>
    public long? Seed { get; init; }
}

/// <summary>Says which tokens may come next. It belongs to one sequence and is asked from one thread at a time.</summary>
internal interface ITokenConstraint
{
    /// <summary>
    /// The tokens that may come now, one bit each, the lowest id in the lowest bit; valid until <see cref="Accept"/>. The tokens
    /// that end a text are among them only where the text may end. All zero: the text ends here.
    /// </summary>
    ReadOnlySpan<ulong> Allowed { get; }

    /// <summary>Notes the token that was drawn.</summary>
    void Accept(int id);
}
