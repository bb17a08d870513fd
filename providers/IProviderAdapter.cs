namespace Andamento.Providers;

/// <summary>Speaks one provider's dialect. Pure translation; <c>Http/ProviderClient</c> sends, waits and cancels.</summary>
/// <remarks>An adapter has no state, takes nothing from a container, and is found by its type: nothing lists it.</remarks>
public interface IProviderAdapter
{
    /// <summary>What an operator sees of this provider: name, tasks, settings.</summary>
    ProviderDescriptor Descriptor { get; }

    /// <summary>
    /// Builds the provider's call for a unified body. Called again for every attempt. What it puts there is all the
    /// provider sees of a request: no header of the caller passes.
    /// </summary>
    /// <exception cref="ProviderException">The body asks for something this provider cannot do.</exception>
    HttpRequestMessage ToCall(ProviderCall call, ProviderTarget target);

    /// <summary>Starts reading one answer. The reader belongs to that answer.</summary>
    IAnswerReader ReadAnswer(ProviderCall call, ProviderTarget target);
}

/// <summary>Turns what one provider sends into unified JSON.</summary>
public interface IAnswerReader
{
    /// <summary>Reads a whole answer with a success status.</summary>
    /// <exception cref="ProviderException">It is no answer.</exception>
    ProviderAnswer ReadWhole(ReadOnlyMemory<byte> body);

    /// <summary>
    /// Reads the payload of one event of a stream. The payload is only valid during the call; what is added to
    /// <paramref name="chunks"/> is not tied to it.
    /// </summary>
    /// <returns>False when this event ended the answer, so that nothing behind it is read.</returns>
    /// <exception cref="ProviderException">The event reports a failure, or is none the provider should send.</exception>
    bool ReadEvent(ReadOnlySpan<byte> payload, ICollection<ProviderChunk> chunks);

    /// <summary>Called when every event that is here has been read: what the reader held back is due.</summary>
    void EndBatch(ICollection<ProviderChunk> chunks)
    {
    }

    /// <summary>Called when the provider ends the stream and no event had ended the answer.</summary>
    /// <exception cref="ProviderException">It ended before the answer was complete.</exception>
    void End(ICollection<ProviderChunk> chunks);
}

/// <summary>What is asked of a provider.</summary>
/// <param name="Task">What to do.</param>
/// <param name="Body">The unified body, a JSON object in UTF-8: an open schema, of which unknown members survive.</param>
/// <param name="Stream">The caller wants a stream.</param>
public sealed record ProviderCall(ProviderTask Task, ReadOnlyMemory<byte> Body, bool Stream)
{
    /// <summary>When it was asked: <c>created</c> of an answer whose provider states no time. The client sets it.</summary>
    public DateTimeOffset AskedAt { get; init; }

    /// <summary>How many gateways the request came through before this one: 0 for a caller's own.</summary>
    public int Hops { get; init; }

    /// <summary>
    /// Events that come together may be given as one chunk, with <see cref="ProviderChunk.Separator"/> between them.
    /// </summary>
    public bool JoinEvents { get; init; }

    /// <summary>Lets it be sent a second time while no response has begun; null, the default, for never.</summary>
    public IHedge? Hedge { get; init; }
}

/// <summary>What a provider is asked for.</summary>
public enum ProviderTask
{
    /// <summary><c>llm/v1/chat</c>.</summary>
    Chat,

    /// <summary><c>llm/v1/completions</c>.</summary>
    Completions,

    /// <summary><c>llm/v1/embeddings</c>.</summary>
    Embeddings,
}

/// <summary>Where a call goes, and with which credentials.</summary>
/// <param name="Model">The provider's name of the model.</param>
/// <param name="AnswerModel">What <c>model</c> says in the answer.</param>
/// <param name="Settings">The settings by name, secrets in plaintext. Never logged.</param>
public sealed record ProviderTarget(string Model, string AnswerModel, IReadOnlyDictionary<string, string> Settings)
{
    /// <summary>A setting, or null.</summary>
    public string? Setting(string name) => Settings.GetValueOrDefault(name);

    /// <summary>What was learned about this server by calling it, for all calls of one served entity.</summary>
    public ServerMemory Memory { get; init; } = new();

    /// <summary>The token that was bought for this call, which no setting holds; null where none was. A secret.</summary>
    internal string? Token { get; init; }

    /// <summary>The model alone, since settings hold secrets.</summary>
    public override string ToString() => Model;
}

/// <summary>What was learned about a server by calling it. Safe for concurrent use.</summary>
public sealed class ServerMemory
{
    private volatile bool _refusesStreamOptions;

    /// <summary>It refuses to be asked for the usage of a stream.</summary>
    internal bool RefusesStreamOptions
    {
        get => _refusesStreamOptions;
        set => _refusesStreamOptions = value;
    }
}

/// <summary>A whole answer.</summary>
/// <param name="Json">Unified JSON.</param>
/// <param name="Usage">Tokens used, or null when the provider did not say.</param>
/// <param name="Head">What is known beside the body; null when nothing is. The client sets it.</param>
public sealed record ProviderAnswer(ReadOnlyMemory<byte> Json, ProviderUsage? Usage, ProviderAnswerHead? Head = null);

/// <summary>What is known of an answer beside its body.</summary>
/// <param name="RequestId">The provider's id of the call, or null.</param>
/// <param name="DroppedParameters">The parameters that were left out or clamped, with commas between; null for none.</param>
public sealed record ProviderAnswerHead(string? RequestId, string? DroppedParameters);

/// <summary>One event of a streamed answer.</summary>
/// <param name="Json">
/// One unified JSON object, or several with <see cref="Separator"/> between where the call allows it; empty when the event
/// only reports usage.
/// </param>
/// <param name="Usage">Tokens used so far, when the event says so; the last value counts.</param>
public readonly record struct ProviderChunk(ReadOnlyMemory<byte> Json, ProviderUsage? Usage = null)
{
    /// <summary>In the first chunk of an answer: what is known beside it, if anything.</summary>
    public ProviderAnswerHead? Head { get; init; }

    /// <summary>What stands between two joined events: the end of one and the beginning of the next, as they go out.</summary>
    public static ReadOnlySpan<byte> Separator => "\n\ndata: "u8;
}

/// <summary>Tokens of an answer.</summary>
/// <param name="PromptTokens">Input, cached tokens included.</param>
/// <param name="CompletionTokens">Output, reasoning included.</param>
public readonly record struct ProviderUsage(long PromptTokens, long CompletionTokens)
{
    /// <summary>Usage of which not all three counts are told; null when none is.</summary>
    public static ProviderUsage? Of(long? prompt, long? completion, long? total)
    {
        if ((prompt ?? completion ?? total) is null) return null;

        var input = prompt ?? Math.Max(0, (total ?? 0) - (completion ?? 0));
        return new(input, completion ?? Math.Max(0, (total ?? 0) - input));
    }
}
