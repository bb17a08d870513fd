namespace Andamento.Serving;

/// <summary>A room cannot go on. Only the front door's last room turns one into bytes.</summary>
/// <remarks>The message is read by the caller: it says what to change, and never holds a secret.</remarks>
[GenerateSerializer, Alias("andamento.serving-exception")]
public sealed class ServingException : Exception
{
    private const int MaxMessage = 4096; // characters

    /// <summary>Creates the exception.</summary>
    /// <param name="kind">Why.</param>
    /// <param name="message">What the caller can do about it.</param>
    public ServingException(FailureKind kind, string message)
        : base(BoundedText.Of(message, MaxMessage)) => Kind = kind;

    /// <summary>Creates the exception around its cause.</summary>
    /// <param name="kind">Why.</param>
    /// <param name="message">What the caller can do about it.</param>
    /// <param name="cause">What happened; it is logged, never sent.</param>
    public ServingException(FailureKind kind, string message, Exception cause)
        : base(BoundedText.Of(message, MaxMessage), cause) => Kind = kind;

    /// <summary>Why.</summary>
    [Id(0)] public FailureKind Kind { get; private set; }

    /// <summary>When trying again makes sense, or null. The front door rounds it up to whole seconds.</summary>
    [Id(1)] public TimeSpan? RetryAfter { get; init; }

    /// <summary>The finer code of the <c>error</c> member, for example <c>context_length_exceeded</c>; null for none.</summary>
    [Id(2)] public string? Code { get; init; }

    /// <summary>The field at fault, for example <c>messages[2].role</c>; null for none.</summary>
    [Id(3)] public string? Param { get; init; }

    /// <summary>The provider's HTTP status, or null when no provider answered.</summary>
    [Id(4)] public int? UpstreamStatus { get; init; }
}
