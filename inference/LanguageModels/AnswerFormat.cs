using Andamento.Inference.LanguageModels.Answers;
using Andamento.Inference.Tokens;

namespace Andamento.Inference.LanguageModels;

/// <summary>How the answers of a task look.</summary>
internal abstract record AnswerFormat
{
    public static AnswerFormat Chat { get; } = new ChatFormat();

    public static AnswerFormat Completion { get; } = new CompletionFormat();

    /// <summary>What ids begin with.</summary>
    public abstract string IdPrefix { get; }

    /// <summary>What <c>object</c> says in a stream.</summary>
    public abstract ReadOnlySpan<byte> ChunkKind { get; }

    /// <summary>A whole answer.</summary>
    public abstract ReadOnlyMemory<byte> Write(
        AnswerHead head, IReadOnlyList<WholeChoice> choices, AnswerUsage usage, ITokenizer tokenizer, bool probabilities);

    /// <summary>One choice of a stream.</summary>
    public abstract AnswerChunks Chunks(AnswerHead head, int index, ITokenizer tokenizer, bool includeUsage);

    private sealed record ChatFormat : AnswerFormat
    {
        public override string IdPrefix => "chatcmpl-";

        public override ReadOnlySpan<byte> ChunkKind => ChatChunks.Kind;

        public override ReadOnlyMemory<byte> Write(
            AnswerHead head, IReadOnlyList<WholeChoice> choices, AnswerUsage usage, ITokenizer tokenizer, bool probabilities) =>
            ChatAnswer.Write(head, choices, usage, tokenizer, probabilities);

        public override AnswerChunks Chunks(AnswerHead head, int index, ITokenizer tokenizer, bool includeUsage) =>
            new ChatChunks(head, index, tokenizer, includeUsage);
    }

    private sealed record CompletionFormat : AnswerFormat
    {
        public override string IdPrefix => "cmpl-";

        public override ReadOnlySpan<byte> ChunkKind => CompletionChunks.Kind;

        public override ReadOnlyMemory<byte> Write(
            AnswerHead head, IReadOnlyList<WholeChoice> choices, AnswerUsage usage, ITokenizer tokenizer, bool probabilities) =>
            CompletionAnswer.Write(head, choices, usage, tokenizer, probabilities);

        public override AnswerChunks Chunks(AnswerHead head, int index, ITokenizer tokenizer, bool includeUsage) =>
            new CompletionChunks(head, index, tokenizer, includeUsage);
    }
}
