using System.Text.Json;

namespace Andamento.Api.Dialects;

/// <summary>
/// Hears one unified answer as blocks. Each is opened, filled and closed before the next one opens, which is what the
/// languages of callers have in common, and what a stream of unified chunks leaves to be worked out.
/// </summary>
internal interface IAnswerListener
{
    /// <summary>The answer begins.</summary>
    void Begin(in AnswerBeginning head);

    /// <summary>A block begins.</summary>
    void Open(AnswerBlock block);

    /// <summary>More of the open block: a JSON string that is not empty.</summary>
    void Append(AnswerBlock block, JsonElement text);

    /// <summary>The block is whole. Only now does a block of thinking have its signature.</summary>
    void Close(AnswerBlock block);

    /// <summary>The answer is whole.</summary>
    void End(FinishReason reason, in AnswerUsage usage);
}

/// <summary>What an answer says of itself at its beginning.</summary>
/// <param name="Id">The id of the unified answer.</param>
/// <param name="Created">Unix seconds.</param>
/// <param name="Model">What <c>model</c> says.</param>
/// <param name="Usage">Tokens used so far, as far as they are known.</param>
internal readonly record struct AnswerBeginning(string Id, long Created, string Model, AnswerUsage Usage);

/// <summary>One block of an answer.</summary>
/// <param name="kind">What it is.</param>
/// <param name="index">Its place among the blocks.</param>
internal sealed class AnswerBlock(BlockKind kind, int index)
{
    /// <summary>What it is.</summary>
    public BlockKind Kind => kind;

    /// <summary>Its place among the blocks, from 0.</summary>
    public int Index => index;

    /// <summary>Of a call: the id that its result refers to.</summary>
    public string CallId { get; init; } = "";

    /// <summary>Of a call: the function.</summary>
    public string Name { get; init; } = "";

    /// <summary>Of redacted thinking: what only the model can read.</summary>
    public string Data { get; init; } = "";

    /// <summary>Of thinking: what proves to the model that it is its own; null when the model signs nothing.</summary>
    public string? Signature { get; set; }
}

/// <summary>What a block is.</summary>
internal enum BlockKind
{
    /// <summary>Reasoning that may be read.</summary>
    Thinking,

    /// <summary>Reasoning that only the model can read. It is never appended to.</summary>
    Redacted,

    /// <summary>The text of the answer.</summary>
    Text,

    /// <summary>Why the model does not answer.</summary>
    Refusal,

    /// <summary>A call of a tool; its text is that of the arguments, JSON when all goes well.</summary>
    Call,
}

/// <summary>Why an answer ended.</summary>
internal enum FinishReason
{
    /// <summary>The model was done.</summary>
    Stop,

    /// <summary>The limit of tokens was reached.</summary>
    Length,

    /// <summary>The model waits for the results of its calls.</summary>
    ToolCalls,

    /// <summary>A filter, or the model itself, held the answer back.</summary>
    ContentFilter,
}
