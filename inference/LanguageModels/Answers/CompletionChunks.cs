using System.Diagnostics;
using Andamento.Inference.Tokens;

namespace Andamento.Inference.LanguageModels.Answers;

/// <summary>The events of a streamed completion.</summary>
internal sealed class CompletionChunks(AnswerHead head, int index, ITokenizer tokenizer, bool includeUsage)
    : AnswerChunks(head, index, tokenizer, includeUsage)
{
    private int _offset;

    /// <summary>The kind of chunk: the same as of a whole answer.</summary>
    public static ReadOnlySpan<byte> Kind => "text_completion"u8;

    public override void Text(string text) => Write(text, reason: null);

    public override void Call(string name) => throw new UnreachableException("A completion calls no functions.");

    public override void Arguments(string part) => throw new UnreachableException("A completion calls no functions.");

    public override void Finish(string reason) => Write("", reason);

    private void Write(string text, string? reason)
    {
        var json = Begin(Kind);
        json.WriteString("text"u8, text);
        if (Tokens.Count > 0) _offset = CompletionProbabilities.Write(json, Tokenizer, Tokens, _offset);
        else json.WriteNull("logprobs"u8);
        End(reason);
    }
}
