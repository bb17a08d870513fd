namespace Andamento.Serving;

/// <summary>One request on its way to a served entity. The body stays as the caller sent it.</summary>
[GenerateSerializer, Immutable, Alias("andamento.serving-request")]
public sealed record ServingRequest
{
    /// <summary>What the caller asks for.</summary>
    [Id(0)] public required ServingTask Task { get; init; }

    /// <summary>The body: UTF-8 JSON, or CSV for <see cref="ServingTask.Predict"/>. Nobody writes to it.</summary>
    [Id(1)] public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The media type of the body, without parameters: <c>application/json</c> or <c>text/csv</c>.</summary>
    [Id(2)] public string ContentType { get; init; } = "application/json";

    /// <summary>Time left for the whole answer, as a duration: two machines' clocks disagree.</summary>
    [Id(3)] public required TimeSpan TimeLeft { get; init; }

    /// <summary>The id the caller sees as <c>X-Request-Id</c>.</summary>
    [Id(4)] public required string RequestId { get; init; }

    /// <summary>The name that <c>model</c> carries in the answer: the endpoint's.</summary>
    [Id(5)] public required string AnswerModel { get; init; }

    /// <summary>How many gateways the request came through before this one; 0 for a caller's own.</summary>
    [Id(6)] public int Hops { get; init; }

    /// <summary>
    /// Nobody on the way looks at single events of a streamed answer: those that are there together may come in one frame.
    /// </summary>
    [Id(7)] public bool JoinEvents { get; init; }
}
