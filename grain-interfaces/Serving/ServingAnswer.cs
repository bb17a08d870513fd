namespace Andamento.Serving;

/// <summary>A whole answer, ready for the caller.</summary>
[GenerateSerializer, Immutable, Alias("andamento.serving-answer")]
public sealed record ServingAnswer
{
    /// <summary>The body, UTF-8 JSON. Nobody writes to it.</summary>
    [Id(0)] public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Tokens used, or null when the model counts none or did not say.</summary>
    [Id(1)] public TokenUsage? Usage { get; init; }

    /// <summary>What is known beside the body, or null.</summary>
    [Id(2)] public AnswerHead? Head { get; init; }
}

/// <summary>What is known of an answer beside its body. It goes into headers.</summary>
[GenerateSerializer, Immutable, Alias("andamento.answer-head")]
public sealed record AnswerHead
{
    /// <summary>The provider's own id of the call, or null. It helps when asking the provider about a failure.</summary>
    [Id(0)] public string? UpstreamRequestId { get; init; }

    /// <summary>The parameters that the provider lacks or bounds, with commas between; null for none.</summary>
    [Id(1)] public string? DroppedParameters { get; init; }
}

/// <summary>
/// One event of a streamed answer; or several that were there together, where <see cref="ServingRequest.JoinEvents"/> allows
/// it.
/// </summary>
[GenerateSerializer, Immutable, Alias("andamento.answer-frame")]
public sealed record AnswerFrame
{
    /// <summary>
    /// One JSON object, the payload of one <c>data:</c> line. Several stand as on the wire, with an empty line and
    /// <c>data: </c> between them. Empty in a frame that only reports <see cref="Usage"/>:
    /// such a frame is not sent to the caller.
    /// </summary>
    [Id(0)] public required ReadOnlyMemory<byte> Json { get; init; }

    /// <summary>Tokens used so far, when this event says so. The last value counts.</summary>
    [Id(1)] public TokenUsage? Usage { get; init; }

    /// <summary>In the first frame of an answer: what is known beside it, or null.</summary>
    [Id(2)] public AnswerHead? Head { get; init; }
}

/// <summary>Tokens of one answer.</summary>
/// <param name="PromptTokens">Input tokens, cached ones included.</param>
/// <param name="CompletionTokens">Output tokens, reasoning included; 0 for embeddings.</param>
[GenerateSerializer, Immutable, Alias("andamento.token-usage")]
public readonly record struct TokenUsage([property: Id(0)] long PromptTokens, [property: Id(1)] long CompletionTokens)
{
    /// <summary>Prompt and completion together.</summary>
    public long TotalTokens => PromptTokens + CompletionTokens;
}
